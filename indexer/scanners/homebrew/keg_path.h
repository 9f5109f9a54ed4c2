#ifndef CLAIRCORE_INDEXER_SCANNERS_HOMEBREW_KEG_PATH_H_
#define CLAIRCORE_INDEXER_SCANNERS_HOMEBREW_KEG_PATH_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Takes a package from the path .../Cellar/NAME/VERSION/INSTALL_RECEIPT.json, which Homebrew leaves
// in every keg (https://docs.brew.sh/Formula-Cookbook#homebrew-terminology). The version has the
// formula's revision: "3.2.1_1". Other paths give nothing.
absl::Status ReadKegPath(std::string_view path, std::string_view text,
                         std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_HOMEBREW_KEG_PATH_H_
