#ifndef CLAIRCORE_INDEXER_SCANNERS_DISTRIBUTIONS_SYSTEMS_H_
#define CLAIRCORE_INDEXER_SCANNERS_DISTRIBUTIONS_SYSTEMS_H_

#include <array>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "claircore/distribution.h"
#include "indexer/scanners/distributions/distributions.h"
#include "indexer/scanners/os_release/os_release.h"

namespace claircore::scanners {

// The text of a small file; absent if the layer does not have it.
using ReadFile = absl::FunctionRef<std::optional<std::string>(std::string_view path)>;

// One line of a release file of the time before os-release: "CentOS release 6.10 (Final)".
struct ReleaseFile {
  std::string_view path;
  std::string_view prefix;   // of its first line
  std::string_view id = {};  // where System::name is not the ID that os-release has today
};

// How one system is recognised and described.
struct System {
  // Part of the detector's identity, and the did where no os-release gives one.
  std::string_view name;
  Family family;
  std::array<std::string_view, 14> ids;  // ID of its os-release; unused ones are empty
  Distribution (*describe)(const OsRelease& release);
  // Read where the layer has no os-release; first match. They belong to another system if
  // `unless` exists.
  std::array<ReleaseFile, 2> release_files = {};
  std::string_view unless = {};
  // A rule of its own instead of `release_files`, and the files that it may read.
  std::optional<Distribution> (*detect)(ReadFile read) = nullptr;
  std::array<std::string_view, 2> files = {};
  // What os-release leaves open, from `refine_file` of the same layer.
  void (*refine)(std::string_view text, Distribution& distribution) = nullptr;
  std::string_view refine_file = {};
  bool detect_first = false;  // before os-release
};

std::span<const System> Systems();

// Describes what a release file says, as `system` would describe it from os-release.
std::optional<Distribution> FromReleaseFiles(const System& system, ReadFile read);

// Makers for the table. AsWritten(): os-release's own words.
Distribution AsWritten(const OsRelease& release);
// "9.3" is "9": minor releases share their advisories.
Distribution MajorOnly(const OsRelease& release);
// Version 6.10 as os-release says it of 7: "6".
Distribution CentOs(const OsRelease& release);
// Clair's words, which its matchers and clients compare.
Distribution Alpine(const OsRelease& release);
Distribution Amazon(const OsRelease& release);
Distribution Debian(const OsRelease& release);
Distribution Rhel(const OsRelease& release);
Distribution Ubuntu(const OsRelease& release);
std::optional<Distribution> AlpineFromFiles(ReadFile read);
// "edge" where etc/apk/repositories has no other main repository than edge's: the image's next
// upgrade, and as a rule its last one, comes from there.
void AlpineEdge(std::string_view repositories, Distribution& distribution);
std::optional<Distribution> DebianFromFiles(ReadFile read);
std::optional<Distribution> UbuntuFromFiles(ReadFile read);

// The first number in `text`, with its dotted parts: "3.18.4" of "v3.18.4-x"; or empty.
std::string_view FirstNumber(std::string_view text);
// What stands in the last parentheses: "bookworm" of "12 (bookworm)"; or empty.
std::string_view InParentheses(std::string_view text);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DISTRIBUTIONS_SYSTEMS_H_
