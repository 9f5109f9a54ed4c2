#ifndef CLAIRCORE_INDEXER_SCANNERS_SPACK_SPEC_YAML_H_
#define CLAIRCORE_INDEXER_SCANNERS_SPACK_SPEC_YAML_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads PREFIX/.spack/spec.yaml, which Spack wrote before 0.17: {"spec": [{NAME: {"version"}}, ..]}
// in YAML's block style. The first of the specs is the package at that prefix.
absl::Status ReadSpecYaml(std::string_view path, std::string_view text,
                          std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SPACK_SPEC_YAML_H_
