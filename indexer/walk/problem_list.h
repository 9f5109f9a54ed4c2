#ifndef CLAIRCORE_INDEXER_WALK_PROBLEM_LIST_H_
#define CLAIRCORE_INDEXER_WALK_PROBLEM_LIST_H_

#include <cstdint>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/digest.h"
#include "claircore/problem.h"

namespace claircore::walk {

// Collects a layer's problems, and no more than a person would read.
class ProblemList {
 public:
  explicit ProblemList(const Digest& layer) : layer_(layer) {}
  // `path` is cut when it is very long.
  void Add(std::string_view path, const absl::Status& why);
  // Sorted; the last one says how many were left out.
  std::vector<Problem> Finish();

 private:
  const Digest layer_;
  std::vector<Problem> problems_;
  uint64_t left_out_ = 0;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_PROBLEM_LIST_H_
