#ifndef CLAIRCORE_INDEXER_SCANNERS_NODEJS_NODEJS_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_NODEJS_NODEJS_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Installed packages of npm, yarn and pnpm: the package.json files below node_modules that stand
// for a package with a name and a version, also of globally installed programs, and those of
// Debian's packages of modules; and published programs that somebody unpacked elsewhere.
std::shared_ptr<const PackageScanner> NewNodejsScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_NODEJS_NODEJS_SCANNER_H_
