#ifndef CLAIRCORE_PROBLEM_H_
#define CLAIRCORE_PROBLEM_H_

#include <string>

#include "claircore/digest.h"

namespace claircore::inline v0 {

// Broken input, recorded and not fatal: a corrupt database, a hostile archive, a limit of one file.
// Everything else of the image is still reported. (A failed service is an absl::Status instead.)
struct Problem {
  Digest layer;         // filled in by the engine
  std::string path;     // relative to the root; empty when it concerns the whole layer
  std::string scanner;  // ScannerId::name, filled in by the engine
  std::string code;     // an absl status code's name: "DATA_LOSS", "RESOURCE_EXHAUSTED"
  std::string message;  // one sentence, for people
  friend bool operator==(const Problem&, const Problem&) = default;
  friend auto operator<=>(const Problem&, const Problem&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_PROBLEM_H_
