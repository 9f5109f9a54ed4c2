#include "indexer/scanners/r/r_scanner.h"

#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/r/description.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewRScanner() {
  return NewManifestScanner({.id = {"claircore.r", "1"},
                             .type = "cran",
                             .database = "r",
                             .globs = {"**/DESCRIPTION"},
                             .read = &ReadDescription});
}

}  // namespace claircore::scanners
