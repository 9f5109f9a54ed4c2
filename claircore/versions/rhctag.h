#ifndef CLAIRCORE_VERSIONS_RHCTAG_H_
#define CLAIRCORE_VERSIONS_RHCTAG_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Tags of Red Hat's containers, "v4.7.0-202112132246.p0.g2b8f1c6": [v]VERSION[-RELEASE] cut at the
// first hyphen, each part in rpm's order. What does not start with a number, with or without the
// "v", is INVALID_ARGUMENT ("latest").
class Rhctag final : public VersionScheme {
 public:
  std::string_view name() const override { return "rhctag"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_RHCTAG_H_
