#include "indexer/scanners/homebrew/homebrew_scanner.h"

#include "indexer/scanners/homebrew/keg_path.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewHomebrewScanner() {
  return NewManifestScanner({.id = {"claircore.homebrew", "1"},
                             .type = "brew",
                             .database = "homebrew",
                             .globs = {"**/Cellar/*/*/INSTALL_RECEIPT.json"},
                             .read = &ReadKegPath,
                             .keep = Keep::kEntry});
}

}  // namespace claircore::scanners
