#ifndef CLAIRCORE_VERSIONS_PEP440_H_
#define CLAIRCORE_VERSIONS_PEP440_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// PEP 440 as Python's `packaging.version.Version` parses and orders it: epochs, any spelling of
// pre-, post- and dev-releases, local versions. Numbers have no upper limit.
class Pep440 final : public VersionScheme {
 public:
  std::string_view name() const override { return "pep440"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_PEP440_H_
