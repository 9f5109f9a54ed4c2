#ifndef CLAIRCORE_FETCH_IMAGE_FOUND_IMAGE_H_
#define CLAIRCORE_FETCH_IMAGE_FOUND_IMAGE_H_

#include <string>
#include <vector>

#include "claircore/manifest.h"
#include "claircore/problem.h"

namespace claircore::inline v0 {

// An image that a layout or an archive holds.
struct FoundImage {
  Manifest manifest;
  // Under Go's names, "linux/arm/v7"; "" when the image does not say.
  std::string platform;
  // It is the only one there, and for another platform than this program's.
  bool other_platform = false;
  // What is odd and was taken all the same: a size that is not the descriptor's, a layer that is
  // no tar (and is left out). Sorted; for the report.
  std::vector<Problem> problems;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_FETCH_IMAGE_FOUND_IMAGE_H_
