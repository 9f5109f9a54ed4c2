#ifndef CLAIRCORE_INDEXER_SCANNERS_NODEJS_PNP_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_NODEJS_PNP_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// What Yarn's Plug'n'Play has installed in archives, without any node_modules.
std::shared_ptr<const PackageScanner> NewPnpScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_NODEJS_PNP_SCANNER_H_
