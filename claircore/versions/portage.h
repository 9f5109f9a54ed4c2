#ifndef CLAIRCORE_VERSIONS_PORTAGE_H_
#define CLAIRCORE_VERSIONS_PORTAGE_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Gentoo's PMS, algorithms 3.1 to 3.7: DIGITS(.DIGITS)*[LETTER](_SUFFIX[DIGITS])*[-rDIGITS], with
// suffixes alpha beta pre rc p. Digits behind the first dot are a decimal fraction where either
// side has a leading zero.
class Portage final : public VersionScheme {
 public:
  std::string_view name() const override { return "portage"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_PORTAGE_H_
