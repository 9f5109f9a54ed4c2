#ifndef CLAIRCORE_INDEXER_SCANNERS_SNAP_SNAP_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_SNAP_SNAP_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Unpacked snaps. (Those that are still packed are file systems of their own.)
std::shared_ptr<const PackageScanner> NewSnapScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SNAP_SNAP_SCANNER_H_
