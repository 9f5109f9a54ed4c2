#include "claircore/versions/cargo.h"

#include <compare>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/semver_core.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

absl::Status Parse(std::string_view version, SemverParts& parts) {
  CLAIRCORE_RETURN_IF_ERROR(ParseSemver("cargo", version, 0, parts));
  constexpr std::string_view kMax = "18446744073709551615";
  for (std::string_view number : {parts.major, parts.minor, parts.patch}) {
    if (CompareNumbers(number, kMax) > 0) {
      return InvalidVersion("cargo", version, number.data() - version.data(), "number too large");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::weak_ordering> Cargo::Compare(std::string_view a, std::string_view b) const {
  SemverParts x, y;
  CLAIRCORE_RETURN_IF_ERROR(Parse(a, x));
  CLAIRCORE_RETURN_IF_ERROR(Parse(b, y));
  return CompareSemver(x, y);
}

absl::StatusOr<bool> Cargo::AppendSortKey(std::string_view version, std::string& key) const {
  SemverParts parts;
  CLAIRCORE_RETURN_IF_ERROR(Parse(version, parts));
  AppendSemverKey(parts, key);
  return true;
}

}  // namespace claircore::versions
