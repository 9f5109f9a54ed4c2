#include "indexer/scanners/julia/julia_scanner.h"

#include "indexer/scanners/julia/environment_manifest.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewJuliaScanner() {
  return NewManifestScanner(
      {.id = {"claircore.julia", "1"},
       .type = "julia",
       .database = "julia",
       .globs = {"**/environments/*/Manifest.toml", "**/environments/*/Manifest-v*.toml",
                 "**/environments/*/JuliaManifest.toml", "**/environments/*/JuliaManifest-v*.toml"},
       .read = &ReadEnvironmentManifest,
       .is_database = true});
}

}  // namespace claircore::scanners
