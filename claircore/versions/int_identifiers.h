#ifndef CLAIRCORE_VERSIONS_INT_IDENTIFIERS_H_
#define CLAIRCORE_VERSIONS_INT_IDENTIFIERS_H_

#include <compare>
#include <string>
#include <string_view>

namespace claircore::versions {

// Dotted identifiers of tools that try to read each one as a machine integer: what fits is a
// number, with a sign and leading zeros; what does not is a word. Numbers below words; a list below
// its extensions.
struct IntIdentifiers {
  std::string_view max;  // the largest number
  std::string_view min;  // the smallest, without its sign
  bool ignore_case = false;
  bool signs = true;  // "-5" is a number

  // "" is the empty list.
  std::weak_ordering Compare(std::string_view a, std::string_view b) const;
  // Every element starts above 0x02, so that the caller can end the list with kTextEnd.
  void AppendKey(std::string_view identifiers, std::string& key) const;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_INT_IDENTIFIERS_H_
