#ifndef CLAIRCORE_INDEXER_SCANNERS_JULIA_ENVIRONMENT_MANIFEST_H_
#define CLAIRCORE_INDEXER_SCANNERS_JULIA_ENVIRONMENT_MANIFEST_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads a Manifest.toml as Pkg writes it (https://pkgdocs.julialang.org/v1/toml-files), of format 1
// ("[[NAME]]") or 2 ("[[deps.NAME]]"). Those without a version came with Julia or are folders:
// none. The hint is the UUID, as names are not unique.
absl::Status ReadEnvironmentManifest(std::string_view path, std::string_view text,
                                     std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JULIA_ENVIRONMENT_MANIFEST_H_
