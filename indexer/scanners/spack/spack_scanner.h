#ifndef CLAIRCORE_INDEXER_SCANNERS_SPACK_SPACK_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_SPACK_SPACK_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages that Spack installed, each into a prefix of its own.
std::shared_ptr<const PackageScanner> NewSpackScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SPACK_SPACK_SCANNER_H_
