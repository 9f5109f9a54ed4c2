#ifndef CLAIRCORE_INDEXER_SCANNERS_JULIA_JULIA_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_JULIA_JULIA_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages in Julia's depots: those of shared environments, DEPOT/environments/NAME, which Pkg
// itself fills, and all that are installed, DEPOT/packages/NAME/SLUG, of whatever environment and
// also of none any more. One may come both ways. Manifests of projects are lock files and prove
// nothing.
std::shared_ptr<const PackageScanner> NewJuliaScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JULIA_JULIA_SCANNER_H_
