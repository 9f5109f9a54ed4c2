// make_image RECIPE OUT [oci|oci-archive|docker-archive]
//
// Builds the image that the text file RECIPE describes (claircore/testing/recipe.h): an OCI layout
// directory OUT, or one of the two kinds of tar files. Prints the manifest's digest.
#include <fstream>
#include <iostream>
#include <string>

#include "claircore/testing/image_builder.h"

namespace {

absl::Status WriteFile(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary | std::ios::trunc);
  out << bytes;
  out.close();
  return out.good() ? absl::OkStatus() : absl::UnavailableError("cannot write " + path);
}

absl::Status Run(const std::string& recipe_path, const std::string& out,
                 const std::string& format) {
  const auto recipe = claircore::testing::LoadRecipe(recipe_path);
  if (!recipe.ok()) return recipe.status();
  const auto image = claircore::testing::BuildImage(*recipe);
  std::cout << image.manifest.digest.ToString() << "\n";
  if (format == "oci") return claircore::testing::WriteOciLayout(image, out);
  if (format == "oci-archive") return WriteFile(out, claircore::testing::OciLayoutTar(image));
  if (format == "docker-archive") {
    return WriteFile(out, claircore::testing::DockerArchiveTar(image));
  }
  return absl::InvalidArgumentError("unknown format " + format);
}

}  // namespace

int main(int argc, char** argv) {
  if (argc < 3 || argc > 4) {
    std::cerr << "usage: make_image RECIPE OUT [oci|oci-archive|docker-archive]\n";
    return 2;
  }
  if (absl::Status status = Run(argv[1], argv[2], argc > 3 ? argv[3] : "oci"); !status.ok()) {
    std::cerr << "make_image: " << argv[1] << ": " << status.message() << "\n";
    return 1;
  }
  return 0;
}
