#ifndef CLAIRCORE_VERSIONS_HEX_H_
#define CLAIRCORE_VERSIONS_HEX_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Elixir's Version module: semver.org 2.0.0.
class Hex final : public VersionScheme {
 public:
  std::string_view name() const override { return "hex"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_HEX_H_
