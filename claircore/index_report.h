#ifndef CLAIRCORE_INDEX_REPORT_H_
#define CLAIRCORE_INDEX_REPORT_H_

#include <map>
#include <span>
#include <string>
#include <vector>

#include "claircore/digest.h"
#include "claircore/distribution.h"
#include "claircore/environment.h"
#include "claircore/package.h"
#include "claircore/problem.h"
#include "claircore/program.h"
#include "claircore/repository.h"

namespace claircore::inline v0 {

// What an image holds. Ids are decimal strings, local to the report and the same for the same
// input. JSON is Clair's; `layers`, `problems` and `unknown_programs` are added under keys
// that its clients ignore.
struct IndexReport {
  Digest manifest_hash;
  std::string state;  // "IndexFinished" or "IndexError", as Clair writes them
  std::map<std::string, Package> packages;
  std::map<std::string, Distribution> distributions;
  std::map<std::string, Repository> repositories;
  // Package id -> its occurrences, sorted. Every package has at least one.
  std::map<std::string, std::vector<Environment>> environments;
  bool success = false;
  std::string error;
  std::vector<Digest> layers;     // base first
  std::vector<Problem> problems;  // sorted
  // Sorted; at most 1,000, and a Problem that says how many more there are.
  std::vector<UnknownProgram> unknown_programs;
  friend bool operator==(const IndexReport&, const IndexReport&) = default;
};

// A view of one package of a report with all its occurrences, distributions and repositories: what
// a matcher judges, once. Points into the report and must not outlive it.
struct IndexRecord {
  const Package* package = nullptr;
  std::span<const Environment> environments;           // those not left to their owner
  std::span<const Distribution* const> distributions;  // distinct, in id order
  // Distinct, in id order; then those of a RepositoryMapping, which have no id, in theirs.
  std::span<const Repository* const> repositories;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_INDEX_REPORT_H_
