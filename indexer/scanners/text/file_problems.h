#ifndef CLAIRCORE_INDEXER_SCANNERS_TEXT_FILE_PROBLEMS_H_
#define CLAIRCORE_INDEXER_SCANNERS_TEXT_FILE_PROBLEMS_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/layer_scanner.h"

namespace claircore::scanners {

// The broken records of one file: the first few one by one, the others as a number, so that a file
// of a million broken records does not make a report of a million lines.
class FileProblems {
 public:
  // `what` begins with the place: "line 7: no colon".
  void Add(const std::string& what) {
    if (++count_ <= kShown) shown_.push_back(what);
  }
  // Call once, after the last record; not at all for a file that turns out to be something else.
  void SendTo(ProblemSink& sink, std::string_view path) const {
    for (const std::string& what : shown_) sink.Report(path, absl::DataLossError(what));
    if (count_ <= kShown) return;
    sink.Report(path,
                absl::DataLossError(std::to_string(count_ - kShown) + " more records are broken"));
  }

 private:
  static constexpr size_t kShown = 8;
  std::vector<std::string> shown_;
  size_t count_ = 0;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_TEXT_FILE_PROBLEMS_H_
