#include "indexer/scanners/haskell/haskell_scanner.h"

#include "indexer/scanners/haskell/registration.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewHaskellScanner() {
  return NewManifestScanner(
      {.id = {"claircore.haskell", "1"},
       .type = "hackage",
       .database = "haskell",
       .globs = {"**/package.conf.d/*.conf", "**/package.db/*.conf", "**/pkgdb/*.conf"},
       .read = &ReadRegistration});
}

}  // namespace claircore::scanners
