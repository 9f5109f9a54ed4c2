#ifndef CLAIRCORE_INDEXER_SCANNERS_R_DESCRIPTION_H_
#define CLAIRCORE_INDEXER_SCANNERS_R_DESCRIPTION_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads a DESCRIPTION
// (https://cran.r-project.org/doc/manuals/r-release/R-exts.html#The-DESCRIPTION-file). Only
// R CMD INSTALL writes "Built:", so a file without it is that of a source tree and gives nothing.
absl::Status ReadDescription(std::string_view path, std::string_view text,
                             std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_R_DESCRIPTION_H_
