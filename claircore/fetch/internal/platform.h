#ifndef CLAIRCORE_FETCH_INTERNAL_PLATFORM_H_
#define CLAIRCORE_FETCH_INTERNAL_PLATFORM_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::fetch {

// A platform under Go's names: "linux", "arm64", "v8".
struct Platform {
  std::string os, architecture, variant;  // an empty variant is any
};

// "os/architecture[/variant]"; "" is linux on this program's architecture. INVALID_ARGUMENT.
absl::StatusOr<Platform> ParsePlatform(std::string_view text);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_PLATFORM_H_
