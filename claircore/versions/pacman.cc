#include "claircore/versions/pacman.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/evr.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

absl::Status Check(std::string_view version) {
  const size_t nul = version.find('\0');
  if (nul != std::string_view::npos) return InvalidVersion("pacman", version, nul, "NUL byte");
  return absl::OkStatus();
}

// libalpm's rpmvercmp, which left librpm's before '~': how many separators stand between two
// segments counts, and letters that one side has in addition make it older.
std::weak_ordering ComparePart(std::string_view a, std::string_view b) {
  if (a == b) return std::weak_ordering::equivalent;
  size_t i = 0;
  size_t j = 0;
  while (i < a.size() && j < b.size()) {
    const size_t i_start = i;
    const size_t j_start = j;
    while (i < a.size() && !IsAlnum(a[i])) ++i;
    while (j < b.size() && !IsAlnum(b[j])) ++j;
    if (i == a.size() || j == b.size()) break;
    if (i - i_start != j - j_start) return (i - i_start) <=> (j - j_start);
    const bool digits = IsDigit(a[i]);
    if (digits != IsDigit(b[j])) return Newer(digits);
    const auto in_segment = [digits](char c) { return digits ? IsDigit(c) : IsAlpha(c); };
    const size_t m = std::find_if_not(a.begin() + i, a.end(), in_segment) - a.begin();
    const size_t n = std::find_if_not(b.begin() + j, b.end(), in_segment) - b.begin();
    const std::string_view s = a.substr(i, m - i);
    const std::string_view t = b.substr(j, n - j);
    auto c = digits ? CompareNumbers(s, t) : CompareBytes(s, t);
    if (c != 0) return c;
    i = m;
    j = n;
  }
  const bool a_done = i == a.size();
  const bool b_done = j == b.size();
  if (a_done && b_done) return std::weak_ordering::equivalent;
  const bool a_letter = !a_done && IsAlpha(a[i]);
  const bool b_letter = !b_done && IsAlpha(b[j]);
  return Newer(!((a_done && !b_letter) || a_letter));
}

// At one position, in order: letters without a separator, the end, digits without a separator, and
// then by the number of separators letters and digits. At the start of a part digits are the rule
// and have no mark; separators have one above numbers.
constexpr char kBareLetters = '\x02';
constexpr char kEnd = '\x03';
constexpr char kBareDigits = '\x04';
constexpr char kSeparator = '\x05';       // one: the usual
constexpr char kManySeparators = '\x06';  // with their count
constexpr char kLetters = '\x07';
constexpr char kLeadingSeparators = kAboveNumbers;  // with their count
constexpr char kEpoch = '\xFF';                     // precedes an epoch other than zero

void AppendSeparators(size_t count, bool at_start, bool digits, std::string& key) {
  if (count == 0) {
    if (!digits) {
      key.push_back(kBareLetters);
    } else if (!at_start) {
      key.push_back(kBareDigits);
    }
    return;
  }
  if (at_start || count > 1) {
    key.push_back(at_start ? kLeadingSeparators : kManySeparators);
    AppendNumber(static_cast<uint64_t>(count), key);
  } else {
    key.push_back(kSeparator);
  }
  if (!digits) key.push_back(kLetters);
}

bool AppendPart(std::string_view part, std::string& key) {
  if (!part.empty() && !IsAlnum(part.back())) return false;
  for (size_t i = 0; i < part.size();) {
    const size_t start = i;
    while (!IsAlnum(part[i])) ++i;  // stops at the last byte at the latest
    const bool digits = IsDigit(part[i]);
    AppendSeparators(i - start, start == 0, digits, key);
    size_t end = i;
    if (digits) {
      end = DigitsEnd(part, i);
      AppendNumber(part.substr(i, end - i), key);
    } else {
      while (end < part.size() && IsAlpha(part[end])) ++end;
      AppendText(part.substr(i, end - i), key);
    }
    i = end;
  }
  key.push_back(kEnd);
  return true;
}

}  // namespace

absl::StatusOr<std::weak_ordering> Pacman::Compare(std::string_view a, std::string_view b) const {
  CLAIRCORE_RETURN_IF_ERROR(Check(a));
  CLAIRCORE_RETURN_IF_ERROR(Check(b));
  if (a == b) return std::weak_ordering::equivalent;
  const Evr x = SplitEvr(a);
  const Evr y = SplitEvr(b);
  if (auto c = CompareNumbers(x.epoch, y.epoch); c != 0) return c;
  if (auto c = ComparePart(x.version, y.version); c != 0) return c;
  if (!x.has_release || !y.has_release) return std::weak_ordering::equivalent;
  return ComparePart(x.release, y.release);
}

absl::StatusOr<bool> Pacman::AppendSortKey(std::string_view version, std::string& key) const {
  CLAIRCORE_RETURN_IF_ERROR(Check(version));
  const Evr evr = SplitEvr(version);
  if (!evr.has_release) return false;
  const size_t start = key.size();
  if (const std::string_view epoch = StripZeros(evr.epoch); !epoch.empty()) {
    key.push_back(kEpoch);
    AppendNumber(epoch, key);
  }
  if (AppendPart(evr.version, key) && AppendPart(evr.release, key)) return true;
  key.resize(start);
  return false;
}

}  // namespace claircore::versions
