#ifndef CLAIRCORE_INDEXER_SCANNERS_JULIA_PACKAGE_PROJECT_H_
#define CLAIRCORE_INDEXER_SCANNERS_JULIA_PACKAGE_PROJECT_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads the Project.toml (https://pkgdocs.julialang.org/v1/toml-files) of a package that Pkg has
// installed, DEPOT/packages/NAME/SLUG/Project.toml, where SLUG is made of five letters and digits,
// or four. One of another name or without a version is none. The hint is the UUID.
absl::Status ReadPackageProject(std::string_view path, std::string_view text,
                                std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JULIA_PACKAGE_PROJECT_H_
