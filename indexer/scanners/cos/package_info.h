#ifndef CLAIRCORE_INDEXER_SCANNERS_COS_PACKAGE_INFO_H_
#define CLAIRCORE_INDEXER_SCANNERS_COS_PACKAGE_INFO_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads the list of a Container-Optimized OS: {"installedPackages": [{"category", "name",
// "version", "ebuild_version"}], "buildTimePackages": [..]}. Only the former are in the image.
absl::Status ReadPackageInfo(std::string_view path, std::string_view text,
                             std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_COS_PACKAGE_INFO_H_
