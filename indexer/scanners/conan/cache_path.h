#ifndef CLAIRCORE_INDEXER_SCANNERS_CONAN_CACHE_PATH_H_
#define CLAIRCORE_INDEXER_SCANNERS_CONAN_CACHE_PATH_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Takes a package from the path .../data/NAME/VERSION/USER/CHANNEL/package/ID/conaninfo.txt, which
// is in every package of Conan 1's cache. User and channel are "_" where a recipe has none, as all
// of ConanCenter's; else they are the hint: "user=USER/CHANNEL". Other paths give nothing.
absl::Status ReadCachePath(std::string_view path, std::string_view text,
                           std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CONAN_CACHE_PATH_H_
