#ifndef CLAIRCORE_VERSION_H_
#define CLAIRCORE_VERSION_H_

#include <string_view>

namespace claircore::inline v0 {

// This release, as semantic versioning has it: the one place that says it. The newest heading of
// CHANGELOG.md names the same.
inline constexpr std::string_view kVersion = "0.1.0";

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_VERSION_H_
