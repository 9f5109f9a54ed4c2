#include "claircore/versions/julia.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/semver_core.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

// Identifiers between dots, or nullopt for none; "" is one empty identifier.
using Identifiers = std::optional<std::string_view>;

struct Parts {
  std::string_view numbers[3];  // "" for a missing one
  Identifiers pre, build;
};

constexpr std::string_view kMaxNumber = "4294967295";
constexpr std::string_view kMaxIdentifier = "18446744073709551615";

// The identifiers from `pos` on, or the empty one where no identifier stands.
absl::Status Take(std::string_view version, size_t& pos, std::string_view ends,
                  Identifiers& taken) {
  if (pos == version.size() || ends.find(version[pos]) != ends.npos) {
    taken = version.substr(pos, 0);
    return absl::OkStatus();
  }
  const size_t end = IdentifiersEnd(version, pos);
  if (end == std::string_view::npos) {
    return InvalidVersion("julia", version, pos, "bad identifier");
  }
  taken = version.substr(pos, end - pos);
  for (size_t i = pos; i < end;) {
    const size_t next = std::min(IdentifierEnd(version, i), end);
    const std::string_view one = version.substr(i, next - i);
    if (IsNumericIdentifier(one) && CompareNumbers(one, kMaxIdentifier) > 0) {
      return InvalidVersion("julia", version, i, "number too large");
    }
    i = next + 1;
  }
  pos = end;
  return absl::OkStatus();
}

absl::Status Parse(std::string_view version, Parts& parts) {
  parts = Parts();
  size_t pos = !version.empty() && ToLower(version[0]) == 'v' ? 1 : 0;
  for (std::string_view& number : parts.numbers) {
    const bool first = &number == &parts.numbers[0];
    if (!first) {
      if (pos == version.size() || version[pos] != '.') break;
      ++pos;
    }
    const size_t end = DigitsEnd(version, pos);
    if (end == pos) return InvalidVersion("julia", version, pos, "number expected");
    number = version.substr(pos, end - pos);
    if (CompareNumbers(number, kMaxNumber) > 0) {
      return InvalidVersion("julia", version, pos, "number too large");
    }
    pos = end;
  }
  if (pos < version.size() && (version[pos] == '-' || IsAlpha(version[pos]))) {
    if (version[pos] == '-') ++pos;
    CLAIRCORE_RETURN_IF_ERROR(Take(version, pos, "+", parts.pre));
  }
  if (pos < version.size() && version[pos] == '+') {
    CLAIRCORE_RETURN_IF_ERROR(Take(version, ++pos, "", parts.build));
  }
  if (pos < version.size()) return InvalidVersion("julia", version, pos, "unexpected text");
  return absl::OkStatus();
}

// The empty identifier below numbers, numbers below words, a list below its extensions.
std::weak_ordering CompareLists(std::string_view a, std::string_view b) {
  const auto kind = [](std::string_view one) {
    return one.empty() ? 0 : IsNumericIdentifier(one) ? 1 : 2;
  };
  size_t i = 0;
  size_t j = 0;
  while (i <= a.size() && j <= b.size()) {
    const size_t m = IdentifierEnd(a, i);
    const size_t n = IdentifierEnd(b, j);
    const std::string_view s = a.substr(i, m - i);
    const std::string_view t = b.substr(j, n - j);
    if (auto c = kind(s) <=> kind(t); c != 0) return c;
    if (auto c = kind(s) == 1 ? CompareNumbers(s, t) : CompareBytes(s, t); c != 0) return c;
    i = m + 1;
    j = n + 1;
  }
  return (i <= a.size() ? 1 : 0) <=> (j <= b.size() ? 1 : 0);
}

constexpr char kEmpty = '\x05';  // the empty identifier

void AppendList(std::string_view identifiers, std::string& key) {
  for (size_t i = 0; i <= identifiers.size();) {
    const size_t end = IdentifierEnd(identifiers, i);
    const std::string_view one = identifiers.substr(i, end - i);
    if (one.empty()) {
      key.push_back(kEmpty);
    } else if (IsNumericIdentifier(one)) {
      AppendNumber(one, key);
    } else {
      key.push_back(kAboveNumbers);
      AppendText(one, key);
    }
    i = end + 1;
  }
}

}  // namespace

absl::StatusOr<std::weak_ordering> Julia::Compare(std::string_view a, std::string_view b) const {
  Parts x, y;
  CLAIRCORE_RETURN_IF_ERROR(Parse(a, x));
  CLAIRCORE_RETURN_IF_ERROR(Parse(b, y));
  for (int i = 0; i < 3; ++i) {
    if (auto c = CompareNumbers(x.numbers[i], y.numbers[i]); c != 0) return c;
  }
  if (x.pre.has_value() != y.pre.has_value()) return Newer(y.pre.has_value());
  if (x.pre.has_value()) {
    if (auto c = CompareLists(*x.pre, *y.pre); c != 0) return c;
  }
  if (x.build.has_value() != y.build.has_value()) return Newer(x.build.has_value());
  return x.build.has_value() ? CompareLists(*x.build, *y.build) : std::weak_ordering::equivalent;
}

absl::StatusOr<bool> Julia::AppendSortKey(std::string_view version, std::string& key) const {
  Parts parts;
  CLAIRCORE_RETURN_IF_ERROR(Parse(version, parts));
  for (const std::string_view number : parts.numbers) AppendNumber(number, key);
  key.push_back(parts.pre.has_value() ? kPreRelease : kRelease);
  if (parts.pre.has_value()) {
    AppendList(*parts.pre, key);
    key.push_back(kTextEnd);
  }
  if (parts.build.has_value()) AppendList(*parts.build, key);
  return true;
}

}  // namespace claircore::versions
