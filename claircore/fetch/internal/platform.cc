#include "claircore/fetch/internal/platform.h"

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::fetch {
namespace {

std::string_view HostArchitecture() {
#if defined(__x86_64__)
  return "amd64";
#elif defined(__aarch64__)
  return "arm64";
#elif defined(__arm__)
  return "arm";
#elif defined(__i386__)
  return "386";
#elif defined(__powerpc64__) && defined(__LITTLE_ENDIAN__)
  return "ppc64le";
#elif defined(__s390x__)
  return "s390x";
#elif defined(__riscv)
  return "riscv64";
#else
  return "amd64";
#endif
}

}  // namespace

absl::StatusOr<Platform> ParsePlatform(std::string_view text) {
  if (text.empty()) return Platform{"linux", std::string(HostArchitecture()), ""};
  const size_t first = text.find('/');
  const size_t second = text.find('/', first == std::string_view::npos ? first : first + 1);
  Platform platform;
  platform.os = text.substr(0, first);
  if (first != std::string_view::npos) {
    platform.architecture = text.substr(first + 1, second - first - 1);
  }
  if (second != std::string_view::npos) platform.variant = text.substr(second + 1);
  if (platform.os.empty() || platform.architecture.empty() ||
      platform.variant.find('/') != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("platform '", internal::ToAbsl(text), "' is not os/architecture[/variant]"));
  }
  return platform;
}

}  // namespace claircore::fetch
