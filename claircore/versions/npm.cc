#include "claircore/versions/npm.h"

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/npm_parse.h"
#include "claircore/versions/semver_core.h"

namespace claircore::versions {

absl::StatusOr<std::weak_ordering> Npm::Compare(std::string_view a, std::string_view b) const {
  SemverParts x, y;
  CLAIRCORE_RETURN_IF_ERROR(ParseNpm(a, x));
  CLAIRCORE_RETURN_IF_ERROR(ParseNpm(b, y));
  return CompareSemver(x, y);
}

absl::StatusOr<bool> Npm::AppendSortKey(std::string_view version, std::string& key) const {
  SemverParts parts;
  CLAIRCORE_RETURN_IF_ERROR(ParseNpm(version, parts));
  AppendSemverKey(parts, key);
  return true;
}

}  // namespace claircore::versions
