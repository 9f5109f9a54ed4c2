#include "indexer/walk/problem_list.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "absl/strings/str_cat.h"

namespace claircore::walk {
namespace {

constexpr size_t kMaxProblems = 256;
constexpr size_t kMaxPathBytes = 512;

}  // namespace

void ProblemList::Add(std::string_view path, const absl::Status& why) {
  if (problems_.size() == kMaxProblems) {
    ++left_out_;
    return;
  }
  Problem& problem = problems_.emplace_back();
  problem.layer = layer_;
  problem.path = path.substr(0, kMaxPathBytes);
  problem.code = absl::StatusCodeToString(why.code());
  problem.message = std::string(why.message());
}

std::vector<Problem> ProblemList::Finish() {
  std::sort(problems_.begin(), problems_.end());
  if (left_out_ != 0) {
    Problem& problem = problems_.emplace_back();
    problem.layer = layer_;
    problem.code = absl::StatusCodeToString(absl::StatusCode::kResourceExhausted);
    problem.message = absl::StrCat(left_out_, " more problems of this layer are left out");
  }
  return std::move(problems_);
}

}  // namespace claircore::walk
