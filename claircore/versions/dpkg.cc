#include "claircore/versions/dpkg.h"

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
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
  std::string_view epoch;  // digits; "" without one
  std::string_view upstream;
  std::string_view revision;
};

// How a byte that is no digit sorts: '~' below the end of the text, letters above it, all else
// above letters. dpkg adds 256 to a plain char, which is signed where its packages are built most:
// a byte of 0x80 or more lands between letters and punctuation.
constexpr std::array<int16_t, 256> kOrder = [] {
  std::array<int16_t, 256> order{};
  for (int c = 1; c < 256; ++c) {
    if (c == '~') {
      order[c] = -1;
    } else if (IsDigit(static_cast<char>(c))) {
      order[c] = 0;
    } else if (IsAlpha(static_cast<char>(c)) || c >= 128) {
      order[c] = static_cast<int16_t>(c);
    } else {
      order[c] = static_cast<int16_t>(c + 256);
    }
  }
  return order;
}();

// strtol's view of an epoch: spaces and a sign may precede the digits.
absl::Status ParseEpoch(std::string_view scheme, std::string_view whole, size_t begin, size_t colon,
                        std::string_view& epoch) {
  size_t i = begin;
  while (i < colon && IsSpace(whole[i])) ++i;
  const bool negative = i < colon && whole[i] == '-';
  if (i < colon && (whole[i] == '-' || whole[i] == '+')) ++i;
  const size_t end = DigitsEnd(whole, i);
  if (end == i) return InvalidVersion(scheme, whole, i, "epoch is not a number");
  if (end != colon) return InvalidVersion(scheme, whole, end, "epoch is not a number");
  epoch = StripZeros(whole.substr(i, end - i));
  if (negative && !epoch.empty()) return InvalidVersion(scheme, whole, i, "epoch is negative");
  constexpr std::string_view kMax = "2147483647";
  if (CompareNumbers(epoch, kMax) > 0) return InvalidVersion(scheme, whole, i, "epoch is too big");
  return absl::OkStatus();
}

constexpr bool IsBlank(char c) { return c == ' ' || c == '\t'; }

absl::Status Parse(std::string_view scheme, bool strict, std::string_view whole, Parts& parts) {
  size_t begin = 0;
  size_t end = whole.size();
  while (begin < end && IsBlank(whole[begin])) ++begin;
  while (end > begin && IsBlank(whole[end - 1])) --end;
  constexpr size_t kNone = std::string_view::npos;
  size_t colon = kNone;
  size_t hyphen = kNone;
  for (size_t i = begin; i < end; ++i) {
    const char c = whole[i];
    if (c > '9' && c < 'z' && c != ':') continue;
    if (c == '-') hyphen = i;
    if (c == ':' && colon == kNone) colon = i;
    if (c == '\0') return InvalidVersion(scheme, whole, i, "NUL byte");
    if (strict && IsBlank(c)) return InvalidVersion(scheme, whole, i, "embedded space");
  }
  if (strict && begin == end) return InvalidVersion(scheme, whole, begin, "empty version");
  parts = Parts();
  if (colon != kNone) {
    CLAIRCORE_RETURN_IF_ERROR(ParseEpoch(scheme, whole, begin, colon, parts.epoch));
    begin = colon + 1;
    if (begin == end) return InvalidVersion(scheme, whole, begin, "nothing after the epoch");
  }
  if (hyphen != kNone && hyphen >= begin) {
    if (strict && hyphen + 1 == end) {
      return InvalidVersion(scheme, whole, end, "empty revision");
    }
    parts.revision = whole.substr(hyphen + 1, end - hyphen - 1);
    end = hyphen;
  }
  if (strict && begin == end) return InvalidVersion(scheme, whole, begin, "empty upstream version");
  parts.upstream = whole.substr(begin, end - begin);
  return absl::OkStatus();
}

// Text and numbers by turns; a missing text is empty, a missing number zero.
std::weak_ordering ComparePart(std::string_view a, std::string_view b) {
  // Neighbours share most of their text: start where they part, or at the number around that.
  size_t same = CommonPrefix(a, b);
  if (same == a.size() && same == b.size()) return std::weak_ordering::equivalent;
  while (same > 0 && IsDigit(a[same - 1])) --same;
  a.remove_prefix(same);
  b.remove_prefix(same);
  const char* p = a.data();
  const char* const p_end = p + a.size();
  const char* q = b.data();
  const char* const q_end = q + b.size();
  while (p != p_end || q != q_end) {
    while ((p != p_end && !IsDigit(*p)) || (q != q_end && !IsDigit(*q))) {
      const int x = p != p_end ? kOrder[static_cast<unsigned char>(*p)] : 0;
      const int y = q != q_end ? kOrder[static_cast<unsigned char>(*q)] : 0;
      if (x != y) return x <=> y;
      ++p;  // equal orders other than 0: both have a byte here
      ++q;
    }
    while (p != p_end && *p == '0') ++p;
    while (q != q_end && *q == '0') ++q;
    int first = 0;  // the first differing digit decides between numbers of one length
    while (p != p_end && q != q_end && IsDigit(*p) && IsDigit(*q)) {
      if (first == 0) first = *p - *q;
      ++p;
      ++q;
    }
    if (p != p_end && IsDigit(*p)) return std::weak_ordering::greater;
    if (q != q_end && IsDigit(*q)) return std::weak_ordering::less;
    if (first != 0) return Order(first);
  }
  return std::weak_ordering::equivalent;
}

absl::StatusOr<std::weak_ordering> CompareAs(std::string_view scheme, bool strict,
                                             std::string_view a, std::string_view b) {
  Parts x, y;
  CLAIRCORE_RETURN_IF_ERROR(Parse(scheme, strict, a, x));
  CLAIRCORE_RETURN_IF_ERROR(Parse(scheme, strict, b, y));
  if (auto c = CompareNumbers(x.epoch, y.epoch); c != 0) return c;
  if (auto c = ComparePart(x.upstream, y.upstream); c != 0) return c;
  return ComparePart(x.revision, y.revision);
}

// In a key, in their order: '~', the end, numbers, letters, the rest. An end never stands where a
// number could, since every text is followed by its number, zero if there is none.
constexpr char kTilde = '\x01';
constexpr char kEnd = '\x02';
constexpr char kLetters = kAboveNumbers;  // 52 of them
constexpr char kHigh = '\xF4';            // escapes bytes from 0x80
constexpr char kBelowPlus = '\xF5';       // escapes ASCII below '+'
constexpr char kPlus = '\xF6';            // '+' ',' '-' '.' '/': one byte each
constexpr char kColon = '\xFB';
constexpr char kRest = '\xFC';   // escapes ASCII above ':'
constexpr char kEpoch = '\xFF';  // precedes an epoch other than zero

void AppendCharacter(char c, std::string& key) {
  if (c == '~') {
    key.push_back(kTilde);
  } else if (IsAlpha(c)) {
    key.push_back(static_cast<char>(kLetters + (IsLower(c) ? c - 'a' + 26 : c - 'A')));
  } else if (c >= '+' && c <= '/') {
    key.push_back(static_cast<char>(kPlus + (c - '+')));
  } else if (c == ':') {
    key.push_back(kColon);
  } else {
    const auto byte = static_cast<unsigned char>(c);
    key.push_back(byte >= 128 ? kHigh : (byte < '+' ? kBelowPlus : kRest));
    key.push_back(c);
  }
}

void AppendPart(std::string_view part, std::string& key) {
  size_t i = 0;
  do {
    for (; i < part.size() && !IsDigit(part[i]); ++i) AppendCharacter(part[i], key);
    const size_t end = DigitsEnd(part, i);
    AppendNumber(part.substr(i, end - i), key);
    i = end;
  } while (i < part.size());
  key.push_back(kEnd);
}

absl::StatusOr<bool> AppendKeyAs(std::string_view scheme, bool strict, std::string_view version,
                                 std::string& key) {
  Parts parts;
  CLAIRCORE_RETURN_IF_ERROR(Parse(scheme, strict, version, parts));
  if (!parts.epoch.empty()) {  // zeros are stripped
    key.push_back(kEpoch);
    AppendNumber(parts.epoch, key);
  }
  AppendPart(parts.upstream, key);
  AppendPart(parts.revision, key);
  return true;
}

}  // namespace

absl::StatusOr<std::weak_ordering> Dpkg::Compare(std::string_view a, std::string_view b) const {
  return CompareAs("dpkg", true, a, b);
}

absl::StatusOr<bool> Dpkg::AppendSortKey(std::string_view version, std::string& key) const {
  return AppendKeyAs("dpkg", true, version, key);
}

absl::StatusOr<std::weak_ordering> Opkg::Compare(std::string_view a, std::string_view b) const {
  return CompareAs("opkg", false, a, b);
}

absl::StatusOr<bool> Opkg::AppendSortKey(std::string_view version, std::string& key) const {
  return AppendKeyAs("opkg", false, version, key);
}

}  // namespace claircore::versions
