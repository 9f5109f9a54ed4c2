#ifndef CLAIRCORE_VERSIONS_SEMVER_H_
#define CLAIRCORE_VERSIONS_SEMVER_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Precedence of semver.org 2.0.0, by the letter: builds do not count, "1.0" is INVALID_ARGUMENT.
// But a leading "v" is taken, as everybody does who reads tags.
class Semver final : public VersionScheme {
 public:
  std::string_view name() const override { return "semver"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_SEMVER_H_
