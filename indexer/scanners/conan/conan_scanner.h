#ifndef CLAIRCORE_INDEXER_SCANNERS_CONAN_CONAN_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_CONAN_CONAN_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages in the cache of Conan 1. For that of Conan 2, see conan2_scanner.h.
std::shared_ptr<const PackageScanner> NewConanScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CONAN_CONAN_SCANNER_H_
