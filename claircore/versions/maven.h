#ifndef CLAIRCORE_VERSIONS_MAVEN_H_
#define CLAIRCORE_VERSIONS_MAVEN_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// ComparableVersion of Maven 3.8.7 and 3.9 (4.0 differs by MNG-7714). Accepts every string. It is
// no total preorder: 1.sp.0 < 1-1 < 1.0, yet 1.sp.0 > 1.0. So these have no sort key: a qualifier
// behind a dot that more than a number follows ("1.sp.1", "1.0.x-SNAPSHOT"), "ga", "final" or
// "release" that a number follows in its list ("1-ga.1"), two hyphens with nothing or zeros between
// them before more ("1--rc", "1-0-rc"), zero with a pre-release ("0-rc"), and ten zeros and more,
// which are a long to Maven and so above nine digits. Letters beyond ASCII keep their case.
class Maven final : public VersionScheme {
 public:
  std::string_view name() const override { return "maven"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_MAVEN_H_
