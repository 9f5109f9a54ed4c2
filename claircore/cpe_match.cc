// NISTIR 7696, section 6.3 and 6.4: relations of attribute values and of names.
#include <algorithm>
#include <array>
#include <cstdint>
#include <iterator>
#include <string_view>
#include <vector>

#include "claircore/cpe.h"

namespace claircore::inline v0 {
namespace {

using Kind = Cpe::Value::Kind;

// A WFN string as characters, each with its quote.
std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> characters;
  for (size_t i = 0; i < text.size();) {
    const size_t n = text[i] == '\\' && i + 1 < text.size() ? 2 : 1;
    characters.push_back(text.substr(i, n));
    i += n;
  }
  return characters;
}

bool IsWildcard(std::string_view c) { return c == "*" || c == "?"; }

bool HasWildcard(const Cpe::Value& value) {
  if (value.kind != Kind::kSet) return false;
  const auto characters = Characters(value.text);
  return std::any_of(characters.begin(), characters.end(), IsWildcard);
}

// How many characters the wildcards at one end of a pattern may stand for: '?' for one or none,
// '*' for any number. Removes them.
template <typename Iterator>
size_t TakeWildcards(Iterator& first, Iterator last) {
  size_t allowed = 0;
  for (; first != last && IsWildcard(*first); ++first) {
    if (*first == "*") {
      allowed = SIZE_MAX;
    } else if (allowed != SIZE_MAX) {
      ++allowed;
    }
  }
  return allowed;
}

// Whether the pattern, with wildcards at its ends only, stands for `target`.
bool Matches(std::string_view pattern, std::string_view target) {
  const auto p = Characters(pattern);
  const auto t = Characters(target);
  auto first = p.begin();
  const size_t before = TakeWildcards(first, p.end());
  auto last = std::make_reverse_iterator(p.end());
  const size_t after = TakeWildcards(last, std::make_reverse_iterator(first));
  const size_t core = static_cast<size_t>(last.base() - first);
  if (core > t.size()) return false;
  for (size_t at = 0; at + core <= t.size() && at <= before; ++at) {
    if (t.size() - at - core > after) continue;
    if (std::equal(first, last.base(), t.begin() + static_cast<ptrdiff_t>(at))) return true;
  }
  return false;
}

}  // namespace

CpeRelation CompareCpeValue(const Cpe::Value& source, const Cpe::Value& target) {
  // Rows 4, 8, 11 and 17 of table 6-2: a pattern as target has no defined meaning.
  if (HasWildcard(target)) return CpeRelation::kUndefined;
  if (source == target) return CpeRelation::kEqual;
  if (source.kind == Kind::kAny) return CpeRelation::kSuperset;
  if (target.kind == Kind::kAny) return CpeRelation::kSubset;
  if (source.kind == Kind::kNa || target.kind == Kind::kNa) return CpeRelation::kDisjoint;
  if (HasWildcard(source) && Matches(source.text, target.text)) return CpeRelation::kSuperset;
  return CpeRelation::kDisjoint;
}

std::array<CpeRelation, Cpe::kAttributes> CompareCpe(const Cpe& source, const Cpe& target) {
  std::array<CpeRelation, Cpe::kAttributes> relations;
  for (size_t a = 0; a < Cpe::kAttributes; ++a) {
    relations[a] = CompareCpeValue(source.values[a], target.values[a]);
  }
  return relations;
}

CpeRelation CpeNameRelation(const Cpe& source, const Cpe& target) {
  const auto relations = CompareCpe(source, target);
  const auto all = [&](CpeRelation one) {
    return std::all_of(relations.begin(), relations.end(),
                       [&](CpeRelation r) { return r == one || r == CpeRelation::kEqual; });
  };
  const auto any = [&](CpeRelation one) {
    return std::find(relations.begin(), relations.end(), one) != relations.end();
  };
  if (any(CpeRelation::kDisjoint)) return CpeRelation::kDisjoint;
  if (all(CpeRelation::kEqual)) return CpeRelation::kEqual;
  if (all(CpeRelation::kSubset)) return CpeRelation::kSubset;
  if (all(CpeRelation::kSuperset)) return CpeRelation::kSuperset;
  return CpeRelation::kUndefined;
}

}  // namespace claircore::inline v0
