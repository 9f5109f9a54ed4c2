#ifndef CLAIRCORE_VERSIONS_BITNAMI_H_
#define CLAIRCORE_VERSIONS_BITNAMI_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// As https://github.com/bitnami/go-version orders: semver.org's form, but what stands behind the
// hyphen is a revision of the release, above it, and not a pre-release below it.
class Bitnami final : public VersionScheme {
 public:
  std::string_view name() const override { return "bitnami"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_BITNAMI_H_
