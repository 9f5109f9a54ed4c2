#include "indexer/scanners/spack/spack_scanner.h"

#include <cstddef>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/spack/spec_json.h"
#include "indexer/scanners/spack/spec_yaml.h"

namespace claircore::scanners {
namespace {

absl::Status ReadSpec(std::string_view path, std::string_view text,
                      std::vector<ManifestPackage>& found) {
  return path.ends_with(".yaml") ? ReadSpecYaml(path, text, found)
                                 : ReadSpecJson(path, text, found);
}

}  // namespace

std::shared_ptr<const PackageScanner> NewSpackScanner() {
  return NewManifestScanner({.id = {"claircore.spack", "2"},
                             .type = "spack",
                             .database = "spack",
                             .globs = {"**/.spack/spec.json", "**/.spack/spec.yaml"},
                             .read = &ReadSpec,
                             .max_bytes = size_t{32} << 20});
}

}  // namespace claircore::scanners
