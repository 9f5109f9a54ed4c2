#ifndef CLAIRCORE_INDEXER_SCANNERS_SPACK_SPEC_JSON_H_
#define CLAIRCORE_INDEXER_SCANNERS_SPACK_SPEC_JSON_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads PREFIX/.spack/spec.json. The first of the specs is the package at that prefix, the others
// are what it was built with and have prefixes of their own. Since format 2 they are
// {"spec": {"nodes": [{"name", "version"}, ..]}}, before {"spec": [{NAME: {"version"}}, ..]}.
absl::Status ReadSpecJson(std::string_view path, std::string_view text,
                          std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SPACK_SPEC_JSON_H_
