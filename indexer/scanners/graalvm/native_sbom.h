#ifndef CLAIRCORE_INDEXER_SCANNERS_GRAALVM_NATIVE_SBOM_H_
#define CLAIRCORE_INDEXER_SCANNERS_GRAALVM_NATIVE_SBOM_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace claircore::scanners {

struct MavenComponent {
  std::string name;  // "group:artifact", or "artifact" where the group is not known
  std::string version;
};

// The components of the CycloneDX document in a native image
// (https://cyclonedx.org/docs/1.6/json/); of those that are one in the other, all. Components
// without name, or whose version the builder did not know, are counted in `nameless`.
// `compressed` begins with the gzip stream. DATA_LOSS for damage, RESOURCE_EXHAUSTED for a document
// of more than 16 MiB or 100,000 components.
absl::StatusOr<std::vector<MavenComponent>> ParseNativeSbom(std::string_view compressed,
                                                            size_t& nameless);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_GRAALVM_NATIVE_SBOM_H_
