#include "claircore/versions/pub.h"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/int_identifiers.h"
#include "claircore/versions/semver_core.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

constexpr std::string_view kMaxInt = "9223372036854775807";
constexpr IntIdentifiers kIdentifiers{kMaxInt, "", false, false};

absl::Status Parse(std::string_view version, SemverParts& parts) {
  parts = SemverParts();
  size_t pos = 0;
  const auto invalid = [&](std::string_view reason) {
    return InvalidVersion("pub", version, pos, reason);
  };
  for (std::string_view* number : {&parts.major, &parts.minor, &parts.patch}) {
    if (number != &parts.major) {
      if (pos == version.size() || version[pos] != '.') return invalid("'.' expected");
      ++pos;
    }
    const size_t end = DigitsEnd(version, pos);
    if (end == pos) return invalid("number expected");
    *number = version.substr(pos, end - pos);
    if (CompareNumbers(*number, kMaxInt) > 0) return invalid("number too large");
    pos = end;
  }
  if (pos < version.size() && version[pos] == '-') {
    const size_t end = IdentifiersEnd(version, ++pos);
    if (end == std::string_view::npos) return invalid("bad pre-release");
    parts.pre = version.substr(pos, end - pos);
    pos = end;
  }
  if (pos < version.size() && version[pos] == '+') {
    const size_t end = IdentifiersEnd(version, ++pos);
    if (end == std::string_view::npos) return invalid("bad build");
    parts.build = version.substr(pos, end - pos);
    pos = end;
  }
  if (pos < version.size()) return invalid("unexpected text");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::weak_ordering> Pub::Compare(std::string_view a, std::string_view b) const {
  SemverParts x, y;
  CLAIRCORE_RETURN_IF_ERROR(Parse(a, x));
  CLAIRCORE_RETURN_IF_ERROR(Parse(b, y));
  if (auto c = CompareNumbers(x.major, y.major); c != 0) return c;
  if (auto c = CompareNumbers(x.minor, y.minor); c != 0) return c;
  if (auto c = CompareNumbers(x.patch, y.patch); c != 0) return c;
  if (x.pre.empty() != y.pre.empty()) return Newer(x.pre.empty());
  if (auto c = kIdentifiers.Compare(x.pre, y.pre); c != 0) return c;
  return kIdentifiers.Compare(x.build, y.build);
}

absl::StatusOr<bool> Pub::AppendSortKey(std::string_view version, std::string& key) const {
  SemverParts parts;
  CLAIRCORE_RETURN_IF_ERROR(Parse(version, parts));
  AppendNumber(parts.major, key);
  AppendNumber(parts.minor, key);
  AppendNumber(parts.patch, key);
  key.push_back(parts.pre.empty() ? kRelease : kPreRelease);
  kIdentifiers.AppendKey(parts.pre, key);
  if (!parts.pre.empty()) key.push_back(kTextEnd);
  kIdentifiers.AppendKey(parts.build, key);
  return true;
}

}  // namespace claircore::versions
