#ifndef CLAIRCORE_INDEXER_SCANNERS_TEXT_FILE_PROBLEMS_H_
#define CLAIRCORE_INDEXER_SCANNERS_TEXT_FILE_PROBLEMS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "claircore/layer_scanner.h"

namespace claircore::scanners {

// The problems of one file: the first few one by one, the others as a number, so that a file of a
// million broken records does not make a report of a million lines.
class FileProblems {
 public:
  FileProblems(ProblemSink& sink, std::string path) : sink_(sink), path_(std::move(path)) {}

  // `what` begins with the place: "line 7: no colon".
  void DataLoss(const std::string& what) {
    if (++count_ <= kShown) sink_.Report(path_, absl::DataLossError(what));
  }
  void Report(const absl::Status& why) { sink_.Report(path_, why); }
  // Call once, after the last record.
  void Finish() {
    if (count_ > kShown) {
      sink_.Report(
          path_, absl::DataLossError(std::to_string(count_ - kShown) + " more records are broken"));
    }
  }

 private:
  static constexpr size_t kShown = 8;
  ProblemSink& sink_;
  std::string path_;
  size_t count_ = 0;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_TEXT_FILE_PROBLEMS_H_
