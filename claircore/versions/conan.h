#ifndef CLAIRCORE_VERSIONS_CONAN_H_
#define CLAIRCORE_VERSIONS_CONAN_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// Version of Conan 2: items between dots, a pre-release behind the first '-', a build behind the
// last
// '+'; trailing zeros do not count. Accepts every string. A number and a word compare as text,
// which is no total preorder (2 < 10 < 1a < 2), so a version with a word that starts below the
// letters
// ("1.1a") or a signed number has no sort key. Python's "1_000" is a word here.
class Conan final : public VersionScheme {
 public:
  std::string_view name() const override { return "conan"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_CONAN_H_
