#ifndef CLAIRCORE_VERSIONS_CRAN_H_
#define CLAIRCORE_VERSIONS_CRAN_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// R's package versions: numbers between dots and hyphens, which are the same; a shorter version is
// below its extensions.
class Cran final : public VersionScheme {
 public:
  std::string_view name() const override { return "cran"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_CRAN_H_
