#ifndef CLAIRCORE_VERSIONS_GENERIC_H_
#define CLAIRCORE_VERSIONS_GENERIC_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// For ecosystems without rules of their own. A version is runs of digits and runs of letters; all
// other bytes only separate, except '~' and '+'; case and a leading "v" do not count. At one
// position, in order: '~'; a word that announces a release (dev, alpha, beta, milestone, pre or
// preview, rc or cr, snapshot: in this order); the end; '+'; any other word, by its letters; a
// number, by value. So 1.0-rc.1 < 1.0 < 1.0+b < 1.0a < 1.0.0 < 1.0.1. Only "" is INVALID_ARGUMENT.
class Generic final : public VersionScheme {
 public:
  std::string_view name() const override { return "generic"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_GENERIC_H_
