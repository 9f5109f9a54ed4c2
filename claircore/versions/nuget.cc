#include "claircore/versions/nuget.h"

#include <algorithm>
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

constexpr std::string_view kMaxInt = "2147483647";
constexpr IntIdentifiers kIdentifiers{kMaxInt, "2147483648", true};

struct Parts {
  std::string_view numbers[4];
  std::string_view pre;
};

absl::Status Parse(std::string_view version, Parts& parts) {
  parts = Parts();
  std::string_view s = version;
  while (!s.empty() && IsSpace(s.back())) s.remove_suffix(1);
  size_t pos = 0;
  while (pos < s.size() && IsSpace(s[pos])) ++pos;
  const auto invalid = [&](std::string_view reason) {
    return InvalidVersion("nuget", version, pos, reason);
  };
  for (std::string_view& number : parts.numbers) {
    const size_t end = DigitsEnd(s, pos);
    if (end == pos) return invalid("number expected");
    number = s.substr(pos, end - pos);
    if (CompareNumbers(number, kMaxInt) > 0) return invalid("number too large");
    pos = end;
    if (pos == s.size() || s[pos] != '.' || &number == &parts.numbers[3]) break;
    ++pos;
  }
  if (pos < s.size() && s[pos] == '-') {
    const size_t end = IdentifiersEnd(s, ++pos);
    if (end == std::string_view::npos) return invalid("bad pre-release");
    for (size_t i = pos; i < end;) {
      const size_t next = std::min(IdentifierEnd(s, i), end);
      if (next - i > 1 && s[i] == '0' && DigitsEnd(s, i) >= next) {
        pos = i;
        return invalid("leading zero");
      }
      i = next + 1;
    }
    parts.pre = s.substr(pos, end - pos);
    pos = end;
  }
  if (pos < s.size() && s[pos] == '+') {
    const size_t end = IdentifiersEnd(s, ++pos);
    if (end == std::string_view::npos) return invalid("bad build");
    pos = end;
  }
  if (pos < s.size()) return invalid("unexpected text");
  return absl::OkStatus();
}

// Behind the three numbers of a key; the fourth is rare, and zero when absent.
constexpr char kFourth = '\x04';

}  // namespace

absl::StatusOr<std::weak_ordering> Nuget::Compare(std::string_view a, std::string_view b) const {
  Parts x, y;
  CLAIRCORE_RETURN_IF_ERROR(Parse(a, x));
  CLAIRCORE_RETURN_IF_ERROR(Parse(b, y));
  for (int i = 0; i < 4; ++i) {
    if (auto c = CompareNumbers(x.numbers[i], y.numbers[i]); c != 0) return c;
  }
  if (x.pre.empty() || y.pre.empty()) return (x.pre.empty() ? 1 : 0) <=> (y.pre.empty() ? 1 : 0);
  return kIdentifiers.Compare(x.pre, y.pre);
}

absl::StatusOr<bool> Nuget::AppendSortKey(std::string_view version, std::string& key) const {
  Parts parts;
  CLAIRCORE_RETURN_IF_ERROR(Parse(version, parts));
  for (int i = 0; i < 3; ++i) AppendNumber(parts.numbers[i], key);
  if (!StripZeros(parts.numbers[3]).empty()) {
    key.push_back(kFourth);
    AppendNumber(parts.numbers[3], key);
  }
  key.push_back(parts.pre.empty() ? kRelease : kPreRelease);
  kIdentifiers.AppendKey(parts.pre, key);
  return true;
}

}  // namespace claircore::versions
