#ifndef CLAIRCORE_VERSIONS_SEMVER_CORE_H_
#define CLAIRCORE_VERSIONS_SEMVER_CORE_H_

#include <compare>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/status/status.h"

// What the schemes that descend from semver.org 2.0.0 share.
namespace claircore::versions {

struct SemverParts {
  std::string_view major;  // digits; "" counts as zero
  std::string_view minor;
  std::string_view patch;
  std::string_view pre;    // identifiers between dots; "" for a release
  std::string_view build;  // the same; "" for none
};

// MAJOR.MINOR.PATCH[-PRE][+BUILD] from byte `begin` of `whole`, by the letter of the specification:
// three numbers, no leading zeros, no empty identifiers.
absl::Status ParseSemver(std::string_view scheme, std::string_view whole, size_t begin,
                         SemverParts& parts);

// The end of the dotted identifiers ([0-9A-Za-z-]+) that start at `pos`; npos if one is empty.
size_t IdentifiersEnd(std::string_view s, size_t pos);
// The end of the identifier that starts at `pos`: the next dot, or the end.
inline size_t IdentifierEnd(std::string_view s, size_t pos) {
  const size_t dot = s.find('.', pos);
  return dot == std::string_view::npos ? s.size() : dot;
}
bool IsNumericIdentifier(std::string_view identifier);

// Numbers below words, fewer identifiers below more, and any pre-release below none.
std::weak_ordering ComparePre(std::string_view a, std::string_view b);
// By precedence: without the build.
std::weak_ordering CompareSemver(const SemverParts& a, const SemverParts& b);

// The key of `parts` without the build. Nothing but end of key may follow that sorts by length.
void AppendSemverKey(const SemverParts& parts, std::string& key);
void AppendPreKey(std::string_view pre, std::string& key);

// In a key, behind the numbers.
inline constexpr char kPreRelease = '\x02';
inline constexpr char kRelease = '\x03';

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_SEMVER_CORE_H_
