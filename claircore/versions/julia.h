#ifndef CLAIRCORE_VERSIONS_JULIA_H_
#define CLAIRCORE_VERSIONS_JULIA_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Julia's VersionNumber
// (https://docs.julialang.org/en/v1/manual/strings/#man-version-number-literals): minor and patch
// may be missing, a pre-release needs no hyphen ("1.0rc1"), and builds count: none below any, then
// by their identifiers. "1.0.0-" is below every pre-release, "1.0.0+" above 1.0.0 and below every
// other build.
class Julia final : public VersionScheme {
 public:
  std::string_view name() const override { return "julia"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_JULIA_H_
