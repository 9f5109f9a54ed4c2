#include "claircore/fetch/internal/platform.h"

#include <algorithm>
#include <cstdlib>
#include <iterator>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
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

// What uname, Debian, LLVM and Docker's old image names call Go's architectures.
struct Alias {
  std::string_view name, architecture, variant;
};
constexpr Alias kArchitectures[] = {
    {"386", "386", ""},
    {"aarch64", "arm64", ""},
    {"amd64", "amd64", ""},
    {"arm", "arm", ""},
    {"arm32v5", "arm", "v5"},
    {"arm32v6", "arm", "v6"},
    {"arm32v7", "arm", "v7"},
    {"arm64", "arm64", ""},
    {"arm64v8", "arm64", ""},
    {"armel", "arm", "v6"},
    {"armhf", "arm", "v7"},
    {"armv5l", "arm", "v5"},
    {"armv6l", "arm", "v6"},
    {"armv7", "arm", "v7"},
    {"armv7l", "arm", "v7"},
    {"armv8", "arm64", ""},
    {"i386", "386", ""},
    {"i486", "386", ""},
    {"i586", "386", ""},
    {"i686", "386", ""},
    {"loong64", "loong64", ""},
    {"loongarch64", "loong64", ""},
    {"mips64el", "mips64le", ""},
    {"mips64le", "mips64le", ""},
    {"mipsel", "mipsle", ""},
    {"mipsle", "mipsle", ""},
    {"powerpc64le", "ppc64le", ""},
    {"ppc64el", "ppc64le", ""},
    {"ppc64le", "ppc64le", ""},
    {"riscv64", "riscv64", ""},
    {"riscv64gc", "riscv64", ""},
    {"s390x", "s390x", ""},
    {"x64", "amd64", ""},
    {"x86", "386", ""},
    {"x86-64", "amd64", ""},
    {"x86_64", "amd64", ""},
};

const Alias* FindArchitecture(std::string_view name) {
  const auto* it = std::find_if(std::begin(kArchitectures), std::end(kArchitectures),
                                [&](const Alias& a) { return a.name == name; });
  return it == std::end(kArchitectures) ? nullptr : it;
}

// The variant that an architecture means when it names none.
std::string_view Baseline(std::string_view architecture) {
  if (architecture == "amd64") return "v1";
  if (architecture == "arm64") return "v8";
  return "";
}

// "v7" is 7; -1 for anything else. `architecture` alone counts as its baseline, arm as v7.
int Level(const Platform& p) {
  std::string_view variant = p.variant;
  if (variant.empty()) variant = p.architecture == "arm" ? "v7" : Baseline(p.architecture);
  int level = -1;
  if (!variant.starts_with('v') || !absl::SimpleAtoi(internal::ToAbsl(variant.substr(1)), &level)) {
    return -1;
  }
  return level >= 0 && level < 100 ? level : -1;
}

}  // namespace

std::string Platform::ToString() const {
  if (!known()) return "(none)";
  return absl::StrCat(os, "/", architecture, variant.empty() ? "" : "/", variant);
}

Platform Canonical(Platform platform) {
  for (std::string* part : {&platform.os, &platform.architecture, &platform.variant}) {
    absl::AsciiStrToLower(part);
  }
  if (platform.os == "macos") platform.os = "darwin";
  if (const Alias* alias = FindArchitecture(platform.architecture); alias != nullptr) {
    platform.architecture = alias->architecture;
    if (platform.variant.empty()) platform.variant = alias->variant;
  }
  // "8" for "v8".
  if (!platform.variant.empty() && absl::ascii_isdigit(platform.variant[0])) {
    platform.variant.insert(0, "v");
  }
  if (platform.variant == Baseline(platform.architecture)) platform.variant.clear();
  return platform;
}

absl::StatusOr<Platform> ParsePlatform(std::string_view text) {
  if (text.empty()) return Platform{"linux", std::string(HostArchitecture()), ""};
  const size_t first = text.find('/');
  const size_t second = text.find('/', first == std::string_view::npos ? first : first + 1);
  Platform platform;
  platform.os = text.substr(0, first);
  if (first != std::string_view::npos) {
    platform.architecture = text.substr(first + 1, second - first - 1);
  } else if (FindArchitecture(absl::AsciiStrToLower(platform.os)) != nullptr) {
    platform.architecture = std::exchange(platform.os, "linux");
  }
  if (second != std::string_view::npos) platform.variant = text.substr(second + 1);
  if (platform.os.empty() || platform.architecture.empty() ||
      platform.variant.find('/') != std::string::npos) {
    return absl::InvalidArgumentError(
        absl::StrCat("platform '", internal::ToAbsl(text), "' is not os/architecture[/variant]"));
  }
  return Canonical(std::move(platform));
}

int Fit(const Platform& has, const Platform& wanted) {
  if (has.os != wanted.os || has.architecture != wanted.architecture) return -1;
  if (has.variant == wanted.variant) return 0;
  const int have = Level(has), want = Level(wanted);
  constexpr int kOdd = 200;
  if (wanted.variant.empty()) {
    if (have < 0 || want < 0) return kOdd;
    return have <= want ? want - have : 100 + have;
  }
  return have < 0 || want < 0 || have > want ? -1 : want - have;
}

}  // namespace claircore::fetch
