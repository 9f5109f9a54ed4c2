#ifndef CLAIRCORE_VERSIONS_CARGO_H_
#define CLAIRCORE_VERSIONS_CARGO_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Cargo's `semver` crate: semver.org 2.0.0 with 64-bit numbers in front. By precedence, as
// requirements match: builds do not count.
class Cargo final : public VersionScheme {
 public:
  std::string_view name() const override { return "cargo"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_CARGO_H_
