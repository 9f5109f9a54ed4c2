#ifndef CLAIRCORE_VERSIONS_NPM_H_
#define CLAIRCORE_VERSIONS_NPM_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// What `new SemVer(version, {loose: true})` of node-semver accepts, in its order: spaces around,
// any of "v=" in front, leading zeros, a pre-release without its hyphen ("1.2.3beta"). Its limits
// are kept: 256 bytes, and 2^53-1 for the first three numbers. It compares longer numbers of a
// pre-release as doubles; we compare them exactly.
class Npm final : public VersionScheme {
 public:
  std::string_view name() const override { return "npm"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_NPM_H_
