#include "claircore/versions/portage.h"

#include <array>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

struct Parts {
  std::string_view numbers;  // digits and dots
  char letter = 0;
  std::string_view suffixes;  // "_alpha1_p2"
  std::string_view revision;  // digits
};

// In order; a version without a suffix comes before "p".
constexpr std::array<std::string_view, 5> kSuffixes = {"alpha", "beta", "pre", "rc", "p"};
constexpr int kNone = 4;
constexpr int kPatch = 5;

// The suffix at `pos`, which is at '_' or the end: its rank and number. -1: not a suffix.
int NextSuffix(std::string_view s, size_t& pos, std::string_view& number) {
  number = {};
  if (pos == s.size() || s[pos] != '_') return kNone;
  size_t end = pos + 1;
  while (end < s.size() && IsLower(s[end])) ++end;
  const std::string_view word = s.substr(pos + 1, end - pos - 1);
  for (size_t i = 0; i < kSuffixes.size(); ++i) {
    if (word != kSuffixes[i]) continue;
    pos = DigitsEnd(s, end);
    number = s.substr(end, pos - end);
    return i == kNone ? kPatch : static_cast<int>(i);
  }
  return -1;
}

absl::Status Parse(std::string_view version, Parts& parts) {
  parts = Parts();
  size_t pos = 0;
  const auto invalid = [&](std::string_view reason) {
    return InvalidVersion("portage", version, pos, reason);
  };
  while (true) {
    const size_t end = DigitsEnd(version, pos);
    if (end == pos) return invalid("number expected");
    pos = end;
    if (pos == version.size() || version[pos] != '.') break;
    ++pos;
  }
  parts.numbers = version.substr(0, pos);
  if (pos < version.size() && IsLower(version[pos])) parts.letter = version[pos++];
  const size_t suffixes = pos;
  while (pos < version.size() && version[pos] == '_') {
    std::string_view number;
    if (NextSuffix(version, pos, number) < 0) return invalid("unknown suffix");
  }
  parts.suffixes = version.substr(suffixes, pos - suffixes);
  if (version.substr(pos, 2) == "-r") {
    pos += 2;
    const size_t end = DigitsEnd(version, pos);
    if (end == pos) return invalid("number expected");
    parts.revision = version.substr(pos, end - pos);
    pos = end;
  }
  if (pos < version.size()) return invalid("unexpected text");
  return absl::OkStatus();
}

std::string_view StripTrailingZeros(std::string_view digits) {
  while (!digits.empty() && digits.back() == '0') digits.remove_suffix(1);
  return digits;
}

std::weak_ordering CompareNumberLists(std::string_view a, std::string_view b) {
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const size_t m = DigitsEnd(a, i);
    const size_t n = DigitsEnd(b, j);
    const std::string_view s = a.substr(i, m - i);
    const std::string_view t = b.substr(j, n - j);
    const bool fraction = i > 0 && (s[0] == '0' || t[0] == '0');
    auto c = fraction ? CompareBytes(StripTrailingZeros(s), StripTrailingZeros(t))
                      : CompareNumbers(s, t);
    if (c != 0) return c;
    i = m + 1;
    j = n + 1;
  }
  return (i < a.size() ? 1 : 0) <=> (j < b.size() ? 1 : 0);
}

std::weak_ordering CompareSuffixes(std::string_view a, std::string_view b) {
  size_t i = 0;
  size_t j = 0;
  while (true) {
    std::string_view s, t;
    const int x = NextSuffix(a, i, s);
    const int y = NextSuffix(b, j, t);
    if (x != y) return x <=> y;
    if (x == kNone) return std::weak_ordering::equivalent;
    if (auto c = CompareNumbers(s, t); c != 0) return c;
  }
}

// Marks of a key. Behind the numbers the shorter version is the lesser, so all sort below them.
constexpr char kSuffix = '\x02';  // six, of which the fifth means none
constexpr char kLetter = '\x08';
constexpr char kZero = '\x09';      // a component of zeros only
constexpr char kFraction = '\x0A';  // a component with a leading zero

}  // namespace

absl::StatusOr<std::weak_ordering> Portage::Compare(std::string_view a, std::string_view b) const {
  Parts x, y;
  CLAIRCORE_RETURN_IF_ERROR(Parse(a, x));
  CLAIRCORE_RETURN_IF_ERROR(Parse(b, y));
  if (auto c = CompareNumberLists(x.numbers, y.numbers); c != 0) return c;
  if (x.letter != y.letter) return Newer(x.letter > y.letter);
  if (auto c = CompareSuffixes(x.suffixes, y.suffixes); c != 0) return c;
  return CompareNumbers(x.revision, y.revision);
}

absl::StatusOr<bool> Portage::AppendSortKey(std::string_view version, std::string& key) const {
  Parts parts;
  CLAIRCORE_RETURN_IF_ERROR(Parse(version, parts));
  for (size_t i = 0; i < parts.numbers.size();) {
    const size_t end = DigitsEnd(parts.numbers, i);
    const std::string_view digits = parts.numbers.substr(i, end - i);
    if (i == 0 || digits[0] != '0') {
      AppendNumber(digits, key);
    } else if (const std::string_view fraction = StripTrailingZeros(digits); fraction.empty()) {
      key.push_back(kZero);
    } else {
      key.push_back(kFraction);
      AppendText(fraction, key);
    }
    i = end + 1;
  }
  if (parts.letter != 0) {
    key.push_back(kLetter);
    key.push_back(parts.letter);
  }
  size_t pos = 0;
  int suffix;
  do {
    std::string_view number;
    suffix = NextSuffix(parts.suffixes, pos, number);
    key.push_back(static_cast<char>(kSuffix + suffix));
    if (suffix != kNone) AppendNumber(number, key);
  } while (suffix != kNone);
  if (!StripZeros(parts.revision).empty()) AppendNumber(parts.revision, key);
  return true;
}

}  // namespace claircore::versions
