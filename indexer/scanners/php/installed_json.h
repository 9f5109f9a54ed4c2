#ifndef CLAIRCORE_INDEXER_SCANNERS_PHP_INSTALLED_JSON_H_
#define CLAIRCORE_INDEXER_SCANNERS_PHP_INSTALLED_JSON_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads vendor/composer/installed.json, Composer's list of what it has installed, the packages of
// `require-dev` too if it was told to: an array of packages (Composer 1) or an object with them
// (Composer 2). See Composer\Repository\FilesystemRepository. DATA_LOSS for anything else.
absl::Status ReadInstalledJson(std::string_view path, std::string_view text,
                               std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PHP_INSTALLED_JSON_H_
