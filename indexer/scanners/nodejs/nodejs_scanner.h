#ifndef CLAIRCORE_INDEXER_SCANNERS_NODEJS_NODEJS_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_NODEJS_NODEJS_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Installed packages of npm, yarn and pnpm: the package.json files below node_modules that stand
// for a package with a name and a version, also of globally installed programs, and those of
// Debian's packages of modules.
std::shared_ptr<const PackageScanner> NewNodejsScanner();

// Published programs of Node.js that somebody unpacked elsewhere: see IsProgram().
std::shared_ptr<const PackageScanner> NewNodeProgramsScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_NODEJS_NODEJS_SCANNER_H_
