#ifndef CLAIRCORE_INDEXER_SCANNERS_NIX_NIX_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_NIX_NIX_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages in the Nix store, /nix/store: one a folder whose name has a version. Of a package with
// several outputs each is an occurrence. Files of the store itself (.drv, patches, scripts) are no
// packages, nor are folders without files of their own.
std::shared_ptr<const PackageScanner> NewNixScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_NIX_NIX_SCANNER_H_
