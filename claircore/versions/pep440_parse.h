#ifndef CLAIRCORE_VERSIONS_PEP440_PARSE_H_
#define CLAIRCORE_VERSIONS_PEP440_PARSE_H_

#include <string_view>

#include "absl/status/status.h"

namespace claircore::versions {

// The parts of a PEP 440 version, as views of the text.
struct Pep440Parts {
  enum Pre : char { kNoPre = 0, kAlpha = 'a', kBeta = 'b', kCandidate = 'c' };
  std::string_view epoch;    // digits; "" for 0
  std::string_view release;  // digits and dots
  Pre pre = kNoPre;
  bool has_post = false;
  bool has_dev = false;
  std::string_view pre_number;  // digits; "" for 0, as are the next two
  std::string_view post_number;
  std::string_view dev_number;
  std::string_view local;  // segments with their separators; "" for none
};

absl::Status ParsePep440(std::string_view version, Pep440Parts& parts);

// `release` without its trailing zero components; "" for 0.
std::string_view StripTrailingZeroComponents(std::string_view release);

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_PEP440_PARSE_H_
