#include "claircore/versions/semver_core.h"

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

constexpr bool IsIdentifier(char c) { return IsAlnum(c) || c == '-'; }

// 0, or digits that do not start with 0.
absl::Status Number(std::string_view scheme, std::string_view whole, size_t& pos,
                    std::string_view& number) {
  const size_t end = DigitsEnd(whole, pos);
  if (end == pos) return InvalidVersion(scheme, whole, pos, "number expected");
  if (whole[pos] == '0' && end - pos > 1) {
    return InvalidVersion(scheme, whole, pos, "leading zero");
  }
  number = whole.substr(pos, end - pos);
  pos = end;
  return absl::OkStatus();
}

absl::Status Identifiers(std::string_view scheme, std::string_view whole, bool leading_zeros,
                         size_t& pos, std::string_view& identifiers) {
  const size_t start = pos;
  while (true) {
    const size_t begin = pos;
    bool digits = true;
    for (; pos < whole.size() && IsIdentifier(whole[pos]); ++pos) digits &= IsDigit(whole[pos]);
    if (pos == begin) return InvalidVersion(scheme, whole, pos, "identifier expected");
    if (!leading_zeros && digits && whole[begin] == '0' && pos - begin > 1) {
      return InvalidVersion(scheme, whole, begin, "leading zero");
    }
    if (pos == whole.size() || whole[pos] != '.') break;
    ++pos;
  }
  identifiers = whole.substr(start, pos - start);
  return absl::OkStatus();
}

}  // namespace

absl::Status ParseSemver(std::string_view scheme, std::string_view whole, size_t begin,
                         SemverParts& parts) {
  parts = SemverParts();
  size_t pos = begin;
  const auto dot = [&] {
    if (pos < whole.size() && whole[pos] == '.') {
      ++pos;
      return absl::OkStatus();
    }
    return InvalidVersion(scheme, whole, pos, "'.' expected");
  };
  CLAIRCORE_RETURN_IF_ERROR(Number(scheme, whole, pos, parts.major));
  CLAIRCORE_RETURN_IF_ERROR(dot());
  CLAIRCORE_RETURN_IF_ERROR(Number(scheme, whole, pos, parts.minor));
  CLAIRCORE_RETURN_IF_ERROR(dot());
  CLAIRCORE_RETURN_IF_ERROR(Number(scheme, whole, pos, parts.patch));
  if (pos < whole.size() && whole[pos] == '-') {
    CLAIRCORE_RETURN_IF_ERROR(Identifiers(scheme, whole, false, ++pos, parts.pre));
  }
  if (pos < whole.size() && whole[pos] == '+') {
    CLAIRCORE_RETURN_IF_ERROR(Identifiers(scheme, whole, true, ++pos, parts.build));
  }
  if (pos < whole.size()) return InvalidVersion(scheme, whole, pos, "unexpected text");
  return absl::OkStatus();
}

size_t IdentifiersEnd(std::string_view s, size_t pos) {
  while (true) {
    const size_t begin = pos;
    while (pos < s.size() && IsIdentifier(s[pos])) ++pos;
    if (pos == begin) return std::string_view::npos;
    if (pos == s.size() || s[pos] != '.') return pos;
    ++pos;
  }
}

bool IsNumericIdentifier(std::string_view identifier) {
  return DigitsEnd(identifier, 0) == identifier.size();
}

std::weak_ordering ComparePre(std::string_view a, std::string_view b) {
  if (a.empty() || b.empty()) return (a.empty() ? 1 : 0) <=> (b.empty() ? 1 : 0);
  size_t i = 0;
  size_t j = 0;
  while (i <= a.size() && j <= b.size()) {
    const size_t m = IdentifierEnd(a, i);
    const size_t n = IdentifierEnd(b, j);
    const std::string_view s = a.substr(i, m - i);
    const std::string_view t = b.substr(j, n - j);
    const bool s_numeric = IsNumericIdentifier(s);
    const bool t_numeric = IsNumericIdentifier(t);
    if (s_numeric != t_numeric) return Newer(t_numeric);
    auto c = s_numeric ? CompareNumbers(s, t) : CompareBytes(s, t);
    if (c != 0) return c;
    i = m + 1;
    j = n + 1;
  }
  return (i <= a.size() ? 1 : 0) <=> (j <= b.size() ? 1 : 0);
}

std::weak_ordering CompareSemver(const SemverParts& a, const SemverParts& b) {
  if (auto c = CompareNumbers(a.major, b.major); c != 0) return c;
  if (auto c = CompareNumbers(a.minor, b.minor); c != 0) return c;
  if (auto c = CompareNumbers(a.patch, b.patch); c != 0) return c;
  return ComparePre(a.pre, b.pre);
}

void AppendPreKey(std::string_view pre, std::string& key) {
  if (pre.empty()) {
    key.push_back(kRelease);
    return;
  }
  key.push_back(kPreRelease);
  for (size_t i = 0; i <= pre.size();) {
    const size_t end = IdentifierEnd(pre, i);
    const std::string_view identifier = pre.substr(i, end - i);
    if (IsNumericIdentifier(identifier)) {
      AppendNumber(identifier, key);
    } else {
      key.push_back(kAboveNumbers);
      AppendText(identifier, key);
    }
    i = end + 1;
  }
}

void AppendSemverKey(const SemverParts& parts, std::string& key) {
  AppendNumber(parts.major, key);
  AppendNumber(parts.minor, key);
  AppendNumber(parts.patch, key);
  AppendPreKey(parts.pre, key);
}

}  // namespace claircore::versions
