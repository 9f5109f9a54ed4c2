#ifndef CLAIRCORE_VERSIONS_NUGET_H_
#define CLAIRCORE_VERSIONS_NUGET_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// NuGetVersion of NuGet.Versioning: one to four numbers up to 2^31-1, leading zeros allowed, a
// pre-release whose words ignore case, builds that do not count.
class Nuget final : public VersionScheme {
 public:
  std::string_view name() const override { return "nuget"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_NUGET_H_
