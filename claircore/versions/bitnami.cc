#include "claircore/versions/bitnami.h"

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/semver_core.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {

absl::StatusOr<std::weak_ordering> Bitnami::Compare(std::string_view a, std::string_view b) const {
  SemverParts x, y;
  CLAIRCORE_RETURN_IF_ERROR(ParseSemver(name(), a, 0, x));
  CLAIRCORE_RETURN_IF_ERROR(ParseSemver(name(), b, 0, y));
  if (auto c = CompareNumbers(x.major, y.major); c != 0) return c;
  if (auto c = CompareNumbers(x.minor, y.minor); c != 0) return c;
  if (auto c = CompareNumbers(x.patch, y.patch); c != 0) return c;
  if (x.pre.empty() || y.pre.empty()) return (x.pre.empty() ? 0 : 1) <=> (y.pre.empty() ? 0 : 1);
  return ComparePre(x.pre, y.pre);
}

absl::StatusOr<bool> Bitnami::AppendSortKey(std::string_view version, std::string& key) const {
  SemverParts parts;
  CLAIRCORE_RETURN_IF_ERROR(ParseSemver(name(), version, 0, parts));
  AppendNumber(parts.major, key);
  AppendNumber(parts.minor, key);
  AppendNumber(parts.patch, key);
  if (!parts.pre.empty()) AppendPreKey(parts.pre, key);  // no revision: the prefix of all
  return true;
}

}  // namespace claircore::versions
