#ifndef CLAIRCORE_VERSIONS_COMPOSER_PARSE_H_
#define CLAIRCORE_VERSIONS_COMPOSER_PARSE_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"

namespace claircore::versions {

// A normalized version, as views of what was written.
struct ComposerParts {
  enum Stability : char { kOther, kDev, kAlpha, kBeta, kCandidate, kStable, kPatch };
  bool branch = false;
  std::string_view name;     // of a branch, without "dev-"
  std::string_view numbers;  // with separators
  std::string_view filler;   // what a missing number or an 'x' stands for; "" in dates
  Stability stability = kStable;
  std::string_view stability_numbers;  // with separators
  bool dev = false;
};

absl::Status ParseComposer(std::string_view version, ComposerParts& parts);

// One element of a normalized version, in the order of version_compare.
struct ComposerToken {
  enum Kind : char { kOther, kDev, kAlpha, kBeta, kCandidate, kEnd, kNumber, kPatch };
  Kind kind = kEnd;
  std::string_view number;
};

// Walks the elements of a version that is no branch.
class ComposerReader {
 public:
  explicit ComposerReader(const ComposerParts& parts) : parts_(parts) {}
  ComposerToken Next();

 private:
  const ComposerParts& parts_;
  size_t pos_ = 0;
  int count_ = 0;
  enum { kNumbers, kStability, kStabilityNumbers, kDone } state_ = kNumbers;
};

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_COMPOSER_PARSE_H_
