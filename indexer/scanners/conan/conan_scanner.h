#ifndef CLAIRCORE_INDEXER_SCANNERS_CONAN_CONAN_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_CONAN_CONAN_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages in the cache of Conan 1. (That of Conan 2 has no names in its paths.)
std::shared_ptr<const PackageScanner> NewConanScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CONAN_CONAN_SCANNER_H_
