#ifndef CLAIRCORE_INDEXER_SCANNERS_CONAN_REFERENCE_H_
#define CLAIRCORE_INDEXER_SCANNERS_CONAN_REFERENCE_H_

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace claircore::scanners {

// What Conan 2 calls a package: "zlib/1.3.1", "acme/2.0@team/stable"
// (https://docs.conan.io/2/reference/conanfile/attributes.html#name).
struct ConanReference {
  std::string name;
  std::string version;
  std::string user;  // "team/stable", "team", or empty, as all of ConanCenter's are
  friend bool operator==(const ConanReference&, const ConanReference&) = default;
  friend auto operator<=>(const ConanReference&, const ConanReference&) = default;
};
// Absent where name or version cannot stand in a report. A revision behind '#' is left out.
std::optional<ConanReference> ParseConanReference(std::string_view text);

// The package of .../full_deploy/host/NAME/VERSION/.../conaninfo.txt.
std::optional<ConanReference> DeployedReference(std::string_view path);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CONAN_REFERENCE_H_
