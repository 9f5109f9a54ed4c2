#include "claircore/versions/semver.h"

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/semver_core.h"

namespace claircore::versions {
namespace {

absl::Status Parse(std::string_view version, SemverParts& parts) {
  return ParseSemver("semver", version, version.starts_with('v') ? 1 : 0, parts);
}

}  // namespace

absl::StatusOr<std::weak_ordering> Semver::Compare(std::string_view a, std::string_view b) const {
  SemverParts x, y;
  CLAIRCORE_RETURN_IF_ERROR(Parse(a, x));
  CLAIRCORE_RETURN_IF_ERROR(Parse(b, y));
  return CompareSemver(x, y);
}

absl::StatusOr<bool> Semver::AppendSortKey(std::string_view version, std::string& key) const {
  SemverParts parts;
  CLAIRCORE_RETURN_IF_ERROR(Parse(version, parts));
  AppendSemverKey(parts, key);
  return true;
}

}  // namespace claircore::versions
