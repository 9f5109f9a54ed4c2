#include "updater/updaters/osv/ecosystems.h"

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>

#include "absl/strings/ascii.h"
#include "claircore/internal/strings.h"
#include "claircore/package.h"

namespace claircore::update {
namespace {

using Names = OsvEcosystem::Names;
constexpr PackageKind kSource = PackageKind::kSource, kBinary = PackageKind::kBinary;

// Sorted by name.
constexpr OsvEcosystem kEcosystems[] = {
    {"AlmaLinux", "rpm", kBinary},
    {"Alpaquita", "apk", kSource},
    {"Alpine", "apk", kSource, Names::kAsIs, false},
    {"Android", "generic", kBinary, Names::kAsIs, false},
    {"Azure Linux", "rpm", kBinary},
    {"BellSoft Hardened Containers", "apk", kSource},
    {"Bioconductor", "cran", kBinary},
    {"Bitnami", "bitnami", kBinary},
    {"CRAN", "cran", kBinary},
    {"Chainguard", "apk", kSource, Names::kAsIs, false},
    {"CleanStart", "apk", kSource},
    {"ConanCenter", "conan", kBinary},
    {"Debian", "dpkg", kSource, Names::kAsIs, false},
    {"Echo", "dpkg", kSource},
    {"GHC", "generic", kBinary},
    {"GIT", "generic", kBinary, Names::kAsIs, false},
    {"GitHub Actions", "semver", kBinary, Names::kLower},
    {"Go", "go", kBinary},
    {"Hackage", "generic", kBinary},
    {"Hex", "hex", kBinary},
    {"Julia", "julia", kBinary},
    {"Kubernetes", "semver", kBinary},
    {"Linux", "generic", kBinary, Names::kAsIs, false},
    {"Mageia", "rpm", kBinary},
    {"Maven", "maven", kBinary},
    {"MinimOS", "apk", kSource},
    {"NuGet", "nuget", kBinary, Names::kLower},
    {"OSS-Fuzz", "generic", kBinary, Names::kAsIs, false},
    {"Packagist", "composer", kBinary, Names::kLower},
    {"Photon OS", "rpm", kBinary},
    {"Pub", "pub", kBinary},
    {"PyPI", "pep440", kBinary, Names::kPep503},
    {"Red Hat", "rpm", kBinary},
    {"Rocky Linux", "rpm", kBinary},
    {"RubyGems", "gem", kBinary},
    {"SUSE", "rpm", kBinary},
    {"SwiftURL", "semver", kBinary},
    {"Ubuntu", "dpkg", kSource},
    {"VSCode", "semver", kBinary, Names::kLower},
    {"Wolfi", "apk", kSource, Names::kAsIs, false},
    {"crates.io", "cargo", kBinary},
    {"npm", "npm", kBinary},
    {"opam", "generic", kBinary},
    {"openEuler", "rpm", kBinary},
    {"openSUSE", "rpm", kBinary},
};

constexpr OsvEcosystem kUnknown = {"", "generic", kBinary, Names::kAsIs, false};

const OsvEcosystem* Find(std::string_view ecosystem) {
  const std::string_view base = ecosystem.substr(0, ecosystem.find(':'));
  const auto* it =
      std::lower_bound(std::begin(kEcosystems), std::end(kEcosystems), base,
                       [](const OsvEcosystem& e, std::string_view n) { return e.name < n; });
  return it != std::end(kEcosystems) && it->name == base ? it : nullptr;
}

}  // namespace

const OsvEcosystem& FindOsvEcosystem(std::string_view ecosystem) {
  const OsvEcosystem* found = Find(ecosystem);
  return found == nullptr ? kUnknown : *found;
}

bool IsKnownOsvEcosystem(std::string_view ecosystem) { return Find(ecosystem) != nullptr; }

std::string OsvNamespace(std::string_view ecosystem) {
  constexpr std::string_view kLts = ":LTS";
  if (ecosystem.starts_with("Ubuntu:") && ecosystem.ends_with(kLts)) {
    ecosystem.remove_suffix(kLts.size());
  }
  // A repository of the ecosystem other than its usual one. What is installed seldom says where it
  // came from, and its name is of that repository alone.
  const size_t colon = ecosystem.find(':');
  if (colon != ecosystem.npos && ecosystem.find("://", colon + 1) != ecosystem.npos) {
    ecosystem = ecosystem.substr(0, colon);
  }
  return std::string(ecosystem);
}

std::string OsvPackageName(const OsvEcosystem& ecosystem, std::string_view name) {
  switch (ecosystem.names) {
    case Names::kPep503:
      return FoldName(name);
    case Names::kLower:
      return absl::AsciiStrToLower(internal::ToAbsl(name));
    case Names::kAsIs:
      break;
  }
  return std::string(name);
}

}  // namespace claircore::update
