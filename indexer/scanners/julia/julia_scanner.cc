#include "indexer/scanners/julia/julia_scanner.h"

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/julia/environment_manifest.h"
#include "indexer/scanners/julia/package_project.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {
namespace {

absl::Status ReadOfDepot(std::string_view path, std::string_view text,
                         std::vector<ManifestPackage>& found) {
  return path.ends_with("Project.toml") ? ReadPackageProject(path, text, found)
                                        : ReadEnvironmentManifest(path, text, found);
}

}  // namespace

std::shared_ptr<const PackageScanner> NewJuliaScanner() {
  return NewManifestScanner(
      {.id = {"claircore.julia", "2"},
       .type = "julia",
       .database = "julia",
       .globs = {"**/environments/*/Manifest.toml", "**/environments/*/Manifest-v*.toml",
                 "**/environments/*/JuliaManifest.toml", "**/environments/*/JuliaManifest-v*.toml",
                 "**/packages/*/*/Project.toml", "**/packages/*/*/JuliaProject.toml"},
       .read = &ReadOfDepot,
       .is_database = true});
}

}  // namespace claircore::scanners
