#ifndef CLAIRCORE_VERSIONS_GEM_H_
#define CLAIRCORE_VERSIONS_GEM_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Gem::Version of RubyGems: words below numbers, trailing zeros do not count, "1-x" is "1.pre.x",
// "" is 0.
class Gem final : public VersionScheme {
 public:
  std::string_view name() const override { return "gem"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_GEM_H_
