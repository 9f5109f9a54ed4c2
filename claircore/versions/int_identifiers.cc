#include "claircore/versions/int_identifiers.h"

#include <compare>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "claircore/versions/semver_core.h"
#include "claircore/versions/sort_key.h"
#include "claircore/versions/text.h"

namespace claircore::versions {
namespace {

enum class Kind : unsigned char { kNegative, kNumber, kWord };

struct Identifier {
  Kind kind;
  std::string_view text;  // digits without the sign and zeros, or the word
};

Identifier Classify(std::string_view text, const IntIdentifiers& rules) {
  const bool sign = rules.signs && text.substr(0, 1) == "-";
  const std::string_view digits = sign ? text.substr(1) : text;
  if (digits.empty() || !IsNumericIdentifier(digits)) return {Kind::kWord, text};
  if (CompareNumbers(digits, sign ? rules.min : rules.max) > 0) return {Kind::kWord, text};
  const std::string_view value = StripZeros(digits);
  return {sign && !value.empty() ? Kind::kNegative : Kind::kNumber, value};
}

constexpr char kNegative = '\x05';

}  // namespace

std::weak_ordering IntIdentifiers::Compare(std::string_view a, std::string_view b) const {
  if (a.empty() || b.empty()) return (a.empty() ? 0 : 1) <=> (b.empty() ? 0 : 1);
  size_t i = 0;
  size_t j = 0;
  while (i <= a.size() && j <= b.size()) {
    const size_t m = IdentifierEnd(a, i);
    const size_t n = IdentifierEnd(b, j);
    const Identifier s = Classify(a.substr(i, m - i), *this);
    const Identifier t = Classify(b.substr(j, n - j), *this);
    if (s.kind != t.kind) return s.kind <=> t.kind;
    std::weak_ordering c = std::weak_ordering::equivalent;
    if (s.kind == Kind::kNegative) {
      c = CompareNumbers(t.text, s.text);
    } else if (s.kind == Kind::kNumber) {
      c = CompareNumbers(s.text, t.text);
    } else {
      c = ignore_case ? Order(CompareIgnoreCase(s.text, t.text)) : CompareBytes(s.text, t.text);
    }
    if (c != 0) return c;
    i = m + 1;
    j = n + 1;
  }
  return (i <= a.size() ? 1 : 0) <=> (j <= b.size() ? 1 : 0);
}

void IntIdentifiers::AppendKey(std::string_view identifiers, std::string& key) const {
  if (identifiers.empty()) return;
  for (size_t i = 0; i <= identifiers.size();) {
    const size_t end = IdentifierEnd(identifiers, i);
    const Identifier id = Classify(identifiers.substr(i, end - i), *this);
    if (id.kind == Kind::kNegative) {
      uint64_t value = 0;
      for (char c : id.text) value = value * 10 + static_cast<uint64_t>(c - '0');
      key.push_back(kNegative);
      AppendReversedNumber(value, key);
    } else if (id.kind == Kind::kNumber) {
      AppendNumber(id.text, key);
    } else {
      key.push_back(kAboveNumbers);
      for (char c : id.text) key.push_back(ignore_case ? ToLower(c) : c);
      key.push_back(kTextEnd);
    }
    i = end + 1;
  }
}

}  // namespace claircore::versions
