#ifndef CLAIRCORE_INTERNAL_VERSION_BOUND_H_
#define CLAIRCORE_INTERNAL_VERSION_BOUND_H_

#include <optional>
#include <string>
#include <string_view>

#include "claircore/version_scheme.h"

// What an advisory's bound says although the ecosystem's own tool would refuse it.
namespace claircore::internal {

// "0.1" where three numbers are asked for: 0.1.0, also in front of a pre-release; "18.09.8" where
// zeros may not lead: 18.9.8. "" when that does not make it a version of the scheme, or when it is
// one already.
std::string FillUpVersion(const VersionScheme& scheme, std::string_view bound);

// -1 or 1 where the numbers in front ("2.9.0" and "2.6.0-NA") settle which of two texts is newer,
// whatever follows them; else nothing.
std::optional<int> CompareLeadingNumbers(std::string_view a, std::string_view b);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INTERNAL_VERSION_BOUND_H_
