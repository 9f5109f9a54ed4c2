#ifndef CLAIRCORE_FETCH_INTERNAL_PLATFORM_H_
#define CLAIRCORE_FETCH_INTERNAL_PLATFORM_H_

#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::fetch {

// A platform under Go's names: "linux", "arm64", "v8". An empty part is not said.
struct Platform {
  std::string os, architecture, variant;

  bool known() const { return !os.empty() || !architecture.empty(); }
  std::string ToString() const;  // "linux/arm/v7"
};

// The same under Go's names, whatever other names stand there ("aarch64", "x86_64", "armhf"), and
// without a variant that every machine of the architecture has (v1 of amd64, v8 of arm64).
Platform Canonical(Platform platform);

// "os/architecture[/variant]" or an architecture alone, which is linux', in any spelling; "" is
// linux on this program's architecture. INVALID_ARGUMENT.
absl::StatusOr<Platform> ParsePlatform(std::string_view text);

// How well an image for `has` serves who wants `wanted`, both canonical: 0 is best, -1 not at all.
// As containerd orders them: a variant that was asked for, or an older one that runs there, the
// newest first; where none was asked for, the architecture without variant (arm: v7) first.
int Fit(const Platform& has, const Platform& wanted);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_PLATFORM_H_
