#ifndef CLAIRCORE_ENVIRONMENT_H_
#define CLAIRCORE_ENVIRONMENT_H_

#include <string>
#include <vector>

#include "claircore/digest.h"

namespace claircore::inline v0 {

// One occurrence of a package in an image. A package found in two places has two.
struct Environment {
  std::string package_db;                   // as Package::package_db
  Digest introduced_in;                     // the layer since which it is there without a break
  std::string distribution_id;              // key of IndexReport::distributions, or empty
  std::vector<std::string> repository_ids;  // keys of IndexReport::repositories, sorted
  // Added to Clair's JSON under these names:
  std::string filepath;         // as Package::filepath
  std::string repository_hint;  // as Package::repository_hint
  // Key of the system package in IndexReport::packages to which `filepath` belongs, or empty. An
  // owned occurrence is shown, but it is the owner that is matched: where it was judged, and data
  // speak of it or it is named after what it owns, as python3-requests is. Else (no data for the
  // system, or a package that the system did not build) the occurrence is matched as any other.
  std::string owner_id;
  friend bool operator==(const Environment&, const Environment&) = default;
  friend auto operator<=>(const Environment&, const Environment&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_ENVIRONMENT_H_
