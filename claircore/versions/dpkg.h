#ifndef CLAIRCORE_VERSIONS_DPKG_H_
#define CLAIRCORE_VERSIONS_DPKG_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// [EPOCH:]UPSTREAM[-REVISION] of deb-version(7), as `dpkg --compare-versions` decides: what dpkg
// accepts with a warning (an upstream version without a leading digit, characters outside the
// policy's set) is ordered as dpkg orders it; what it refuses is INVALID_ARGUMENT.
class Dpkg final : public VersionScheme {
 public:
  std::string_view name() const override { return "dpkg"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

// opkg orders as dpkg and refuses less: only a broken epoch and bytes that end a C string.
class Opkg final : public VersionScheme {
 public:
  std::string_view name() const override { return "opkg"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_DPKG_H_
