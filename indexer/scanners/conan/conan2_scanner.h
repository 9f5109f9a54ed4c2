#ifndef CLAIRCORE_INDEXER_SCANNERS_CONAN_CONAN2_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_CONAN_CONAN2_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of Conan 2: those that its cache lists, in p/cache.sqlite3 of a Conan home, with their
// binaries; recipes that nothing was built from are none. And what its full_deploy puts beside a
// program: full_deploy/host/NAME/VERSION/.../conaninfo.txt.
std::shared_ptr<const PackageScanner> NewConan2Scanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CONAN_CONAN2_SCANNER_H_
