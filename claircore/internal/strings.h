#ifndef CLAIRCORE_INTERNAL_STRINGS_H_
#define CLAIRCORE_INTERNAL_STRINGS_H_

#include <string_view>

#include "absl/strings/string_view.h"

namespace claircore::internal {

// Debian builds Abseil with a string_view of its own; upstream's is std's. These two make code that
// compiles under both. Never overload on the two types.
inline absl::string_view ToAbsl(std::string_view s) {
  return absl::string_view(s.data(), s.size());
}
inline std::string_view ToStd(absl::string_view s) { return std::string_view(s.data(), s.size()); }

}  // namespace claircore::internal

#endif  // CLAIRCORE_INTERNAL_STRINGS_H_
