// Writes hostile images, for programs that measure what they cost.
//   make_case                 lists the cases: number, size when found, name
//   make_case NUMBER FACTOR DIR   writes the case, FACTOR times that size, as an OCI layout
#include <iostream>
#include <string>

#include "claircore/testing/image_builder.h"
#include "tests/hostile/cases.h"

namespace claircore::hostile {
namespace {

int Write(const Case& c, size_t factor, const std::string& directory) {
  testing::BuiltImage image;
  image.tag = "hostile";
  image.config_json =
      R"({"architecture":"amd64","os":"linux","rootfs":{"type":"layers","diff_ids":[]}})";
  std::string layers;
  for (std::string& blob : c.make(factor * c.full)) {
    testing::BuiltLayer layer;
    layer.description.digest = testing::DigestOf(blob);
    layers += std::string(layers.empty() ? "" : ",") +
              R"({"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":")" +
              layer.description.digest.ToString() + R"(","size":)" + std::to_string(blob.size()) +
              "}";
    layer.blob = std::move(blob);
    image.layers.push_back(std::move(layer));
  }
  image.manifest_json =
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":)"
      R"({"mediaType":"application/vnd.oci.image.config.v1+json","digest":")" +
      testing::DigestOf(image.config_json).ToString() + R"(","size":)" +
      std::to_string(image.config_json.size()) + R"(},"layers":[)" + layers + "]}";
  image.manifest.digest = testing::DigestOf(image.manifest_json);
  const absl::Status status = testing::WriteOciLayout(image, directory);
  if (!status.ok()) std::cerr << "make_case: " << status << "\n";
  return status.ok() ? 0 : 1;
}

}  // namespace
}  // namespace claircore::hostile

int main(int argc, char** argv) {
  const std::vector<claircore::hostile::Case>& cases = claircore::hostile::Cases();
  if (argc == 1) {
    for (size_t i = 0; i < cases.size(); ++i) {
      std::cout << i << "\t" << cases[i].full << "\t" << cases[i].name << "\n";
    }
    return 0;
  }
  if (argc != 4 || std::stoul(argv[1]) >= cases.size()) {
    std::cerr << "usage: make_case [NUMBER FACTOR DIR]\n";
    return 2;
  }
  return claircore::hostile::Write(cases[std::stoul(argv[1])], std::stoul(argv[2]), argv[3]);
}
