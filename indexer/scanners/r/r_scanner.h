#ifndef CLAIRCORE_INDEXER_SCANNERS_R_R_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_R_R_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Installed R packages, of whatever library they stand in: R's own, the site's, a user's, renv's.
// R's own packages ("base", "stats") have R's version.
std::shared_ptr<const PackageScanner> NewRScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_R_R_SCANNER_H_
