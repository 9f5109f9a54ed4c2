#ifndef CLAIRCORE_LAYER_FINDINGS_H_
#define CLAIRCORE_LAYER_FINDINGS_H_

#include <compare>
#include <cstdint>
#include <string>
#include <vector>

#include "claircore/distribution.h"
#include "claircore/package.h"
#include "claircore/problem.h"
#include "claircore/program.h"
#include "claircore/repository.h"

namespace claircore::inline v0 {

// A file that a system package installed. `path_hash` is the engine's 64-bit hash of the cleaned
// path; `package` indexes LayerFindings::packages.
struct OwnedFile {
  uint64_t path_hash = 0;
  uint32_t package = 0;
  friend bool operator==(const OwnedFile&, const OwnedFile&) = default;
  friend auto operator<=>(const OwnedFile&, const OwnedFile&) = default;
};

// Everything that one scanner, of one version, said of one layer: what an IndexStore keeps.
struct LayerFindings {
  std::vector<Package> packages;  // occurrences, sorted by (filepath, name, version, arch, ...)
  std::vector<Distribution> distributions;
  std::vector<Repository> repositories;
  std::vector<std::string> databases;  // Package::filepath of every database seen, sorted
  std::vector<OwnedFile> owned;        // sorted
  std::vector<Problem> problems;       // sorted
  std::vector<FoundProgram> programs;  // sorted
  // The engine's own: the compressed table of all paths, under its reserved scanner id.
  std::string path_table;
  friend bool operator==(const LayerFindings&, const LayerFindings&) = default;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_LAYER_FINDINGS_H_
