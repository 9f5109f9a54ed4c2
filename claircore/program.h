#ifndef CLAIRCORE_PROGRAM_H_
#define CLAIRCORE_PROGRAM_H_

#include <compare>
#include <cstdint>
#include <string>

#include "claircore/digest.h"

namespace claircore::inline v0 {

// An executable or class archive of one layer, as LayerFindings keep it, whoever brought it.
struct FoundProgram {
  std::string path;   // cleaned, relative to the root
  uint64_t size = 0;  // bytes
  // Of a hard link: the path of the file whose bytes it shares, in the same layer; else empty.
  std::string link_of;
  friend bool operator==(const FoundProgram&, const FoundProgram&) = default;
  friend auto operator<=>(const FoundProgram&, const FoundProgram&) = default;
};

// A program of the image that nobody accounts for: no package owns it, holds it or is it, so that
// nothing can be said of its vulnerabilities.
struct UnknownProgram {
  std::string path;   // relative to the root; of several names, the first
  Digest layer;       // that holds it
  uint64_t size = 0;  // bytes
  friend bool operator==(const UnknownProgram&, const UnknownProgram&) = default;
  friend auto operator<=>(const UnknownProgram&, const UnknownProgram&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_PROGRAM_H_
