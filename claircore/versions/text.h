#ifndef CLAIRCORE_VERSIONS_TEXT_H_
#define CLAIRCORE_VERSIONS_TEXT_H_

#include <compare>
#include <cstddef>
#include <cstring>
#include <string_view>

#include "absl/status/status.h"

// What every scheme needs of text: ASCII classes that no locale changes, runs of digits of any
// length, and the error for a string that a scheme rejects.
namespace claircore::versions {

constexpr bool IsDigit(char c) { return c >= '0' && c <= '9'; }
constexpr bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
constexpr bool IsAlpha(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
constexpr bool IsAlnum(char c) { return IsDigit(c) || IsAlpha(c); }
constexpr bool IsSpace(char c) { return c == ' ' || (c >= '\t' && c <= '\r'); }
constexpr char ToLower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; }

constexpr std::weak_ordering Order(int c) { return c <=> 0; }
// "a is newer" when the first is true.
constexpr std::weak_ordering Newer(bool a) {
  return a ? std::weak_ordering::greater : std::weak_ordering::less;
}

// How many bytes two strings share at the front.
inline size_t CommonPrefix(std::string_view a, std::string_view b) {
  const size_t size = a.size() < b.size() ? a.size() : b.size();
  size_t i = 0;
  while (i < size && a[i] == b[i]) ++i;
  return i;
}

// The end of the run of digits that starts at `pos`; `pos` itself when there is none.
inline size_t DigitsEnd(std::string_view s, size_t pos) {
  while (pos < s.size() && IsDigit(s[pos])) ++pos;
  return pos;
}

// Leading zeros gone; "" for zero.
inline std::string_view StripZeros(std::string_view digits) {
  size_t i = 0;
  while (i < digits.size() && digits[i] == '0') ++i;
  return digits.substr(i);
}

inline std::weak_ordering CompareBytes(std::string_view a, std::string_view b) {
  return Order(a.compare(b));
}

// Two runs of digits as numbers of any length; "" counts as zero.
inline std::weak_ordering CompareNumbers(std::string_view a, std::string_view b) {
  a = StripZeros(a);
  b = StripZeros(b);
  if (a.size() != b.size()) return a.size() <=> b.size();
  return Order(a.empty() ? 0 : std::memcmp(a.data(), b.data(), a.size()));
}

// -1, 0, 1 as ASCII letters of both cases are the same.
int CompareIgnoreCase(std::string_view a, std::string_view b);

// INVALID_ARGUMENT with the scheme, the version (cut and escaped), the byte offset and the reason.
absl::Status InvalidVersion(std::string_view scheme, std::string_view version, size_t offset,
                            std::string_view reason);

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_TEXT_H_
