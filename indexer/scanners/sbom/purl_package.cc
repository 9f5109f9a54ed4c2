#include "indexer/scanners/sbom/purl_package.h"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "claircore/purl.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

constexpr std::array<std::string_view, 6> kSystemTypes = {"alpm",   "apk",  "deb",
                                                          "ebuild", "opkg", "rpm"};
constexpr std::array<std::string_view, 2> kImageTypes = {"docker", "oci"};
// Where the namespace says who published a package and is no part of its name.
constexpr std::array<std::string_view, 6> kPublishers = {"bitnami", "brew", "conan",
                                                         "conda",   "cpan", "luarocks"};

template <size_t n>
bool Contains(const std::array<std::string_view, n>& all, std::string_view one) {
  return std::find(all.begin(), all.end(), one) != all.end();
}

std::string NameOf(const PackageUrl& purl, std::string_view written) {
  if (purl.ns.empty() || IsSystemType(purl.type) || Contains(kPublishers, purl.type)) {
    // purls are in lower case where the registry does not care; people do.
    return EqualsIgnoreCase(purl.name, written) ? std::string(written) : purl.name;
  }
  std::string name = purl.ns + (purl.type == "maven" ? ":" : "/") + purl.name;
  // Go does care, and its purls are in lower case all the same.
  return EqualsIgnoreCase(name, written) ? std::string(written) : name;
}

}  // namespace

bool IsSystemType(std::string_view type) { return Contains(kSystemTypes, type); }
bool IsImageType(std::string_view type) { return Contains(kImageTypes, type); }

absl::StatusOr<Package> PackageOfEntry(const SbomEntry& entry) {
  CLAIRCORE_ASSIGN_OR_RETURN(PackageUrl purl, PackageUrl::Parse(Trim(entry.purl)));
  Package package;
  package.name = NameOf(purl, entry.name);
  package.version = purl.version.empty() ? std::string(entry.version) : std::move(purl.version);
  package.kind = PackageKind::kBinary;
  package.type = std::move(purl.type);
  if (IsSystemType(package.type) || package.type == "bitnami") {
    const auto arch = purl.qualifiers.find("arch");
    if (arch != purl.qualifiers.end()) package.arch = std::move(arch->second);
  }
  // As the scanner of Go programs says it, and as cyclonedx-gomod writes it.
  if (package.type == "golang") {
    const auto os = purl.qualifiers.find("goos");
    const auto arch = purl.qualifiers.find("goarch");
    if (os != purl.qualifiers.end() && arch != purl.qualifiers.end()) {
      package.arch = os->second + "/" + arch->second;
    }
  }
  if (!IsToken(package.name) || !IsPlain(package.version) || !IsPlain(package.arch)) {
    return absl::InvalidArgumentError("no usable name or version");
  }
  return package;
}

}  // namespace claircore::scanners
