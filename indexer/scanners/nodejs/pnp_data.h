#ifndef CLAIRCORE_INDEXER_SCANNERS_NODEJS_PNP_DATA_H_
#define CLAIRCORE_INDEXER_SCANNERS_NODEJS_PNP_DATA_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads the table by which Yarn's Plug'n'Play finds modules instead of node_modules
// (https://yarnpkg.com/advanced/pnp-spec): .pnp.data.json, or .pnp.cjs (.pnp.js of Yarn 2) with the
// same JSON as a JavaScript string or object inside. Takes the packages that stay in .zip archives
// and came from a registry; unplugged ones have a package.json on disk. A script without a table,
// as that of Yarn 1, gives nothing. DATA_LOSS for a table that is not one.
absl::Status ReadPnpData(std::string_view path, std::string_view text,
                         std::vector<ManifestPackage>& found);

// The version that the reference of a locator names, or "" if none: "npm:1.0.0",
// "virtual:HASH#npm:1.0.0", "patch:x@npm%3A1.0.0#...::version=1.0.0&hash=..".
std::string_view VersionOfReference(std::string_view reference);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_NODEJS_PNP_DATA_H_
