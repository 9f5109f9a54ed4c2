#ifndef CLAIRCORE_INDEXER_SCANNERS_CHISEL_CHISEL_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_CHISEL_CHISEL_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of chiselled Ubuntu images, which have no dpkg database but a manifest of the slices
// that they were cut from: var/lib/chisel/manifest.wall. It does not name source packages.
std::shared_ptr<const PackageScanner> NewChiselScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CHISEL_CHISEL_SCANNER_H_
