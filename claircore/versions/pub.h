#ifndef CLAIRCORE_VERSIONS_PUB_H_
#define CLAIRCORE_VERSIONS_PUB_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Version of Dart's pub_semver: leading zeros allowed, numbers of 63 bits, and builds count last:
// none below any, then as pre-releases. As of 2.2.1: "-5" and "0x10" are words.
class Pub final : public VersionScheme {
 public:
  std::string_view name() const override { return "pub"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_PUB_H_
