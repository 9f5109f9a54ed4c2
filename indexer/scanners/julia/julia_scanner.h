#ifndef CLAIRCORE_INDEXER_SCANNERS_JULIA_JULIA_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_JULIA_JULIA_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of Julia's shared environments, DEPOT/environments/NAME, which Pkg itself fills.
// Manifests of projects are lock files and prove nothing.
std::shared_ptr<const PackageScanner> NewJuliaScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JULIA_JULIA_SCANNER_H_
