#include "claircore/versions/hex.h"

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/semver_core.h"

namespace claircore::versions {

absl::StatusOr<std::weak_ordering> Hex::Compare(std::string_view a, std::string_view b) const {
  SemverParts x, y;
  CLAIRCORE_RETURN_IF_ERROR(ParseSemver(name(), a, 0, x));
  CLAIRCORE_RETURN_IF_ERROR(ParseSemver(name(), b, 0, y));
  return CompareSemver(x, y);
}

absl::StatusOr<bool> Hex::AppendSortKey(std::string_view version, std::string& key) const {
  SemverParts parts;
  CLAIRCORE_RETURN_IF_ERROR(ParseSemver(name(), version, 0, parts));
  AppendSemverKey(parts, key);
  return true;
}

}  // namespace claircore::versions
