#ifndef CLAIRCORE_VERSIONS_GO_H_
#define CLAIRCORE_VERSIONS_GO_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Go module versions as golang.org/x/mod/semver orders them, with or without the "v": short forms
// ("v1.2"), pseudo-versions, "+incompatible" (a build, which does not count). And releases of Go as
// the Go vulnerability database writes them for "stdlib": "go1.21rc2" is 1.21.0-rc.2; what follows
// a space or hyphen ("go1.21.3 X:boringcrypto", "go1.21.3-custom") does not count.
class Go final : public VersionScheme {
 public:
  std::string_view name() const override { return "go"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_GO_H_
