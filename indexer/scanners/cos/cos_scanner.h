#ifndef CLAIRCORE_INDEXER_SCANNERS_COS_COS_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_COS_COS_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of Container-Optimized OS.
std::shared_ptr<const PackageScanner> NewCosScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_COS_COS_SCANNER_H_
