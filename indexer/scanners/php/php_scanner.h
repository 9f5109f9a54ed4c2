#ifndef CLAIRCORE_INDEXER_SCANNERS_PHP_PHP_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_PHP_PHP_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// What Composer has installed: the installed.json of every vendor folder, whatever its name.
std::shared_ptr<const PackageScanner> NewComposerScanner();
// What pear and pecl have installed: their registry.
std::shared_ptr<const PackageScanner> NewPearScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PHP_PHP_SCANNER_H_
