#ifndef CLAIRCORE_VERSIONS_RPM_H_
#define CLAIRCORE_VERSIONS_RPM_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// [EPOCH:]VERSION[-RELEASE] as librpm's rpmverCmp orders it: rpmvercmp, with '~' and '^', of the
// three parts by turns; no epoch is 0, no release is below any. Only "" and NUL bytes are
// INVALID_ARGUMENT.
class Rpm final : public VersionScheme {
 public:
  std::string_view name() const override { return "rpm"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_RPM_H_
