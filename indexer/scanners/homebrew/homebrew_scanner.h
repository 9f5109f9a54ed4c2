#ifndef CLAIRCORE_INDEXER_SCANNERS_HOMEBREW_HOMEBREW_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_HOMEBREW_HOMEBREW_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Kegs, which is what Homebrew calls an installed version of a formula. (Casks are for macOS.)
std::shared_ptr<const PackageScanner> NewHomebrewScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_HOMEBREW_HOMEBREW_SCANNER_H_
