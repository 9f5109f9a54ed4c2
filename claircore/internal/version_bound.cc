#include "claircore/internal/version_bound.h"

#include <cstddef>

namespace claircore::internal {
namespace {

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Takes the digits in front, without their leading zeros; false where there are none.
bool TakeNumber(std::string_view& text, std::string_view& number) {
  size_t end = 0;
  while (end < text.size() && IsDigit(text[end])) ++end;
  if (end == 0) return false;
  number = text.substr(0, end);
  while (number.size() > 1 && number.front() == '0') number.remove_prefix(1);
  text.remove_prefix(end);
  return true;
}

// Takes a dot with a number behind it.
bool TakeDot(std::string_view& text) {
  if (text.size() < 2 || text[0] != '.' || !IsDigit(text[1])) return false;
  text.remove_prefix(1);
  return true;
}

std::string_view WithoutV(std::string_view text) {
  if (text.size() > 1 && text[0] == 'v' && IsDigit(text[1])) text.remove_prefix(1);
  return text;
}

}  // namespace

std::string FillUpVersion(const VersionScheme& scheme, std::string_view bound) {
  constexpr size_t kMaxBound = 256;
  if (bound.size() > kMaxBound || scheme.Compare(bound, bound).ok()) return "";
  std::string_view rest = WithoutV(bound);
  std::string filled(bound.substr(0, bound.size() - rest.size()));
  std::string_view number;
  int numbers = 0;
  while (numbers < 3 && TakeNumber(rest, number)) {
    if (numbers++ > 0) filled += '.';
    filled += number;
    if (!TakeDot(rest)) break;
  }
  if (numbers == 0) return "";
  if (!rest.empty() && rest[0] != '-' && rest[0] != '+') return "";
  for (; numbers < 3; ++numbers) filled += ".0";
  filled += rest;
  return scheme.Compare(filled, filled).ok() ? filled : "";
}

std::optional<int> CompareLeadingNumbers(std::string_view a, std::string_view b) {
  // Epochs go before all numbers.
  if (a.find_first_of(":!") != a.npos || b.find_first_of(":!") != b.npos) return std::nullopt;
  a = WithoutV(a);
  b = WithoutV(b);
  std::string_view x, y;
  while (TakeNumber(a, x) && TakeNumber(b, y)) {
    if (x.size() != y.size()) return x.size() < y.size() ? -1 : 1;
    if (const int order = x.compare(y); order != 0) return order < 0 ? -1 : 1;
    if (!TakeDot(a) || !TakeDot(b)) return std::nullopt;
  }
  return std::nullopt;
}

}  // namespace claircore::internal
