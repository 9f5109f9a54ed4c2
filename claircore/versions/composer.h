#ifndef CLAIRCORE_VERSIONS_COMPOSER_H_
#define CLAIRCORE_VERSIONS_COMPOSER_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Versions as composer/semver's VersionParser normalizes them ("1.0" is 1.0.0.0, "1.x-dev" is
// 1.9999999.9999999.9999999-dev, "v1.0-RC2", dates) and PHP's version_compare orders the result.
// Branches ("dev-master"), which Composer only tells apart, come first, by their bytes. PHP
// compares numbers in 64 bits; we do not overflow.
class Composer final : public VersionScheme {
 public:
  std::string_view name() const override { return "composer"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_COMPOSER_H_
