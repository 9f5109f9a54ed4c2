#include "indexer/scanners/conan/conan_scanner.h"

#include "indexer/scanners/conan/cache_path.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewConanScanner() {
  return NewManifestScanner({.id = {"claircore.conan", "1"},
                             .type = "conan",
                             .database = "conan",
                             .globs = {"**/.conan/data/*/*/*/*/package/*/conaninfo.txt"},
                             .read = &ReadCachePath,
                             .keep = Keep::kEntry});
}

}  // namespace claircore::scanners
