#ifndef CLAIRCORE_VERSIONS_PACMAN_H_
#define CLAIRCORE_VERSIONS_PACMAN_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// [EPOCH:]VERSION[-RELEASE] as libalpm's alpm_pkg_vercmp decides. It is no total preorder, so two
// kinds of version have no sort key: those without a release, which equal every release (1-1 = 1 =
// 1-2, yet 1-1 < 1-2), and those where a part ends in separators (1.1 < 1..a < 1. < 1.1).
class Pacman final : public VersionScheme {
 public:
  std::string_view name() const override { return "pacman"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_PACMAN_H_
