#ifndef CLAIRCORE_PURL_H_
#define CLAIRCORE_PURL_H_

#include <map>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::inline v0 {

// A package URL (https://github.com/package-url/purl-spec), parsed into its decoded components and
// normalised as its type demands.
struct PackageUrl {
  std::string type;  // lower case
  std::string ns;    // segments joined by '/', or empty
  std::string name;
  std::string version;                            // or empty
  std::map<std::string, std::string> qualifiers;  // keys in lower case; no empty values
  std::string subpath;                            // segments joined by '/', or empty

  // INVALID_ARGUMENT says what is wrong.
  static absl::StatusOr<PackageUrl> Parse(std::string_view text);
  // The canonical form. INVALID_ARGUMENT when a required component of the type is missing.
  absl::StatusOr<std::string> ToString() const;
  friend bool operator==(const PackageUrl&, const PackageUrl&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_PURL_H_
