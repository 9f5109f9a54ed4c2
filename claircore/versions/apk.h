#ifndef CLAIRCORE_VERSIONS_APK_H_
#define CLAIRCORE_VERSIONS_APK_H_

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/version_scheme.h"

namespace claircore::versions {

// DIGITS(.DIGITS)*[LETTER](_SUFFIX[DIGITS])*[~HASH][-rDIGITS] as apk-tools 3 orders it; what
// `apk version --check` calls invalid is INVALID_ARGUMENT. Two things differ: digits behind the
// letter
// ("1.8.31p1"), which apk-tools 2 accepted and Alpine's advisories name, are ordered as it ordered
// them, and numbers do not overflow 64 bits.
class Apk final : public VersionScheme {
 public:
  std::string_view name() const override { return "apk"; }
  absl::StatusOr<std::weak_ordering> Compare(std::string_view a, std::string_view b) const override;
  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_APK_H_
