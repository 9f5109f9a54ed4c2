#ifndef CLAIRCORE_INDEXER_SCANNERS_HASKELL_HASKELL_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_HASKELL_HASKELL_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Haskell packages registered with GHC: globally, by cabal or by stack. Programs are linked
// statically, so this finds those of images that can compile.
std::shared_ptr<const PackageScanner> NewHaskellScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_HASKELL_HASKELL_SCANNER_H_
