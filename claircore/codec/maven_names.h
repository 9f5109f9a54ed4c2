#ifndef CLAIRCORE_CODEC_MAVEN_NAMES_H_
#define CLAIRCORE_CODEC_MAVEN_NAMES_H_

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"

// EnrichmentRecord of "maven/names": of all files whose SHA-1 begins with the record's tag, which
// artifact they are: {"<rest of the SHA-1>": "group:artifact:version", ..}. A table of millions is
// thereby some tens of thousands of records, of which a report asks for as many as it has archives.
namespace claircore::codec {

inline constexpr std::string_view kMavenNamesUpdater = "maven/names";
inline constexpr size_t kMavenTagDigits = 4;

// Of a SHA-1 in hex: the record's tag and the key in it.
struct MavenNameKey {
  std::string_view tag;
  std::string_view rest;
};
// Both empty if `sha1` is not 40 hexadecimal digits in lower case.
MavenNameKey SplitSha1(std::string_view sha1);

// Pairs of the rest of a SHA-1 and a name, each rest once.
std::string MavenNamesToJson(std::span<const std::pair<std::string, std::string>> names);
// "group:artifact:version", "" if it is not among them. INVALID_ARGUMENT: `json` is something else.
absl::StatusOr<std::string> FindMavenName(std::string_view json, std::string_view rest);

}  // namespace claircore::codec

#endif  // CLAIRCORE_CODEC_MAVEN_NAMES_H_
