#ifndef CLAIRCORE_ADVISORY_H_
#define CLAIRCORE_ADVISORY_H_

#include <chrono>
#include <compare>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/package.h"
#include "claircore/severity.h"

namespace claircore::inline v0 {

// Where advisories about a package are filed, whoever matches them.
struct PackageKey {
  // An OSV ecosystem with its release, as https://ossf.github.io/osv-schema/#defined-ecosystems
  // spells them: "Debian:12", "Alpine:v3.18", "Ubuntu:22.04", "Wolfi", "PyPI", "npm".
  std::string ns;
  // The name in that ecosystem's canonical form (PyPI: PEP 503). For Debian, Ubuntu and apk
  // systems, the source package's.
  std::string name;
  std::string scheme;  // VersionScheme::name()
  friend bool operator==(const PackageKey&, const PackageKey&) = default;
  friend auto operator<=>(const PackageKey&, const PackageKey&) = default;
};

// Versions from `introduced` on, up to the first of the three bounds that is not "", if any.
struct VersionRange {
  std::string introduced;     // inclusive; "" or "0": from the beginning
  std::string fixed;          // exclusive
  std::string last_affected;  // inclusive
  std::string limit{};        // exclusive, and nobody says that it is a fix
  friend bool operator==(const VersionRange&, const VersionRange&) = default;
  friend auto operator<=>(const VersionRange&, const VersionRange&) = default;
};

// What a feed says of a package and a range. Clair's `Invert` is kNotAffected.
enum class AffectedStatus : uint8_t {
  kAffected,            // vulnerable in the range; a fix may be known
  kNotAffected,         // a fact that silences other feeds (VEX known_not_affected)
  kUnderInvestigation,  // reported, marked
  kWillNotFix,
  kFixDeferred,
  kEndOfLife,
  kInformational,  // no vulnerability: unmaintained, unsound, a notice; `severity` says which
};
std::string_view AffectedStatusName(AffectedStatus status);  // "affected", "not_affected", ...
absl::StatusOr<AffectedStatus> ParseAffectedStatus(std::string_view name);

// How `Affected::arch` is meant. Clair: "", "equals", "not equals", "pattern match".
enum class ArchOp : uint8_t { kNone, kEquals, kNotEquals, kPatternMatch };
std::string_view ArchOpName(ArchOp op);
absl::StatusOr<ArchOp> ParseArchOp(std::string_view name);

// One package that an advisory speaks of. A version is in it when it is in one of `ranges` or is
// equivalent, under the key's scheme, to one of `versions`. With both empty, every version is.
struct Affected {
  PackageKey key;
  PackageKind kind = PackageKind::kBinary;  // whose version the ranges mean
  AffectedStatus status = AffectedStatus::kAffected;
  std::vector<VersionRange> ranges;
  std::vector<std::string> versions;
  // The newest fix, or what the feed says in its place. A report shows these words only where no
  // range ends with them: else the fix of the range that holds the package's version.
  std::string fixed_in_version;
  // Further conditions, empty when there are none:
  std::string arch;
  ArchOp arch_op = ArchOp::kNone;
  std::string module;      // rpm "name:stream"
  std::string cpe;         // the package's repository must be a subset of it
  std::string repository;  // repository name
  // Overrides of the advisory's own, when the feed rates a package apart:
  std::string severity;
  Severity normalized_severity = Severity::kUnknown;
  friend bool operator==(const Affected&, const Affected&) = default;
  friend auto operator<=>(const Affected&, const Affected&) = default;
};

// One record of a feed. Plain text in UTF-8; a feed's broken bytes are replaced by U+FFFD.
struct Advisory {
  // The record's name in its feed, unique within one updater: the key of a delta. Often == name.
  std::string source_key;
  std::string name;                  // what people call it: "CVE-2024-1", "GHSA-..", "PYSEC-.."
  std::vector<std::string> aliases;  // other names of the very same flaw; never `name`; sorted
  std::vector<std::string> related;  // similar flaws and upstream records; never joins clusters
  std::string description;
  std::chrono::sys_seconds issued{};    // zero: unknown
  std::chrono::sys_seconds modified{};  // zero: unknown
  std::vector<std::string> links;       // URLs
  std::string severity;                 // in the feed's words, or its CVSS vector
  Severity normalized_severity = Severity::kUnknown;
  std::vector<std::string> cvss;  // vector strings, newest CVSS version first
  std::vector<Affected> affected;
  friend bool operator==(const Advisory&, const Advisory&) = default;
  friend auto operator<=>(const Advisory&, const Advisory&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_ADVISORY_H_
