#ifndef CLAIRCORE_PACKAGE_H_
#define CLAIRCORE_PACKAGE_H_

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::inline v0 {

// What a Package stands for. Clair's JSON names: "", "source", "binary", "layer", "ancestry".
enum class PackageKind : uint8_t { kUnknown, kSource, kBinary, kLayer, kAncestry };
std::string_view PackageKindName(PackageKind kind);
absl::StatusOr<PackageKind> ParsePackageKind(std::string_view name);

// Who found a package. JSON: the URN "urn:claircore:detector:<name>:<version>:<kind>".
struct Detector {
  std::string name;     // ScannerId::name
  std::string version;  // ScannerId::version
  std::string kind;     // "package", "distribution" or "repository"
  friend bool operator==(const Detector&, const Detector&) = default;
  friend auto operator<=>(const Detector&, const Detector&) = default;
};

// Clair's fixed-width version, text "kind:n.n.n..." with ten components. Kept for its JSON; our own
// matching compares with a VersionScheme and never with this.
struct NormalizedVersion {
  std::string kind;
  std::array<int32_t, 10> v{};
  friend bool operator==(const NormalizedVersion&, const NormalizedVersion&) = default;
  friend auto operator<=>(const NormalizedVersion&, const NormalizedVersion&) = default;
};

// One package. In a scanner's output it is one occurrence: `package_db`, `filepath` and
// `repository_hint` say where. In an IndexReport a package is an identity, these three are empty,
// and each occurrence is an Environment.
struct Package {
  std::string id;       // within one report only; decimal; empty in a scanner's output
  std::string name;     // as the package's own system spells it
  std::string version;  // as written there; never normalised
  PackageKind kind = PackageKind::kBinary;
  // What this was built from, or null. Shared, as thousands of binaries come of few sources; its
  // own `source` is null.
  std::shared_ptr<const Package> source;
  // The purl type (https://github.com/package-url/purl-spec): "deb", "apk", "pypi", "npm", ...
  std::string type;
  std::string arch;    // in the system's own words: "amd64", "x86_64", "noarch"; or empty
  std::string module;  // rpm: "name:stream"; else empty
  std::string cpe;     // CPE 2.3 formatted string, or empty
  std::optional<NormalizedVersion> normalized_version;
  Detector detector;  // filled in by the engine

  // Which database of the layer lists it: "var/lib/dpkg/status", "python:usr/lib/python3/..".
  std::string package_db;
  // The file whose presence proves this occurrence, relative to the root: the database file or the
  // package's own metadata file. Path truth (whiteouts, overwriting) is decided on this path, so it
  // is required: an occurrence without it can never be removed by a newer layer.
  std::string filepath;
  // Free text that narrows the repository: "commit=..", "sha1:..", "repoid=..".
  std::string repository_hint;
};
// Compares every field, and the sources by value.
bool operator==(const Package& a, const Package& b);

// The form under which stores file names so that a look-up may over-return but never
// under-returns: ASCII lower case, each run of '-', '_' and '.' one '-'. For PyPI this is exactly
// PEP 503 (https://peps.python.org/pep-0503/#normalized-names).
std::string FoldName(std::string_view name);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_PACKAGE_H_
