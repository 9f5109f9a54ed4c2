#ifndef CLAIRCORE_INDEXER_SCANNERS_TEXT_LINES_H_
#define CLAIRCORE_INDEXER_SCANNERS_TEXT_LINES_H_

#include <cstddef>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"

namespace claircore::scanners {

// Cuts a text into lines. The last line needs no line end, and "\r\n" counts as one.
class LineReader {
 public:
  explicit LineReader(std::string_view text) : rest_(text) {}
  // False: no more lines.
  bool Next(std::string_view& line) {
    if (rest_.empty()) return false;
    const size_t end = rest_.find('\n');
    line = rest_.substr(0, end);
    rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
    if (!line.empty() && line.back() == '\r') line.remove_suffix(1);
    return true;
  }
  // What was not read yet.
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

// Looks at the context once in 4096 steps: often enough for a prompt end, too seldom to cost.
class Ticker {
 public:
  explicit Ticker(const Context& context) : context_(context) {}
  absl::Status Tick() { return ++steps_ % 4096 == 0 ? context_.Check() : absl::OkStatus(); }

 private:
  const Context& context_;
  size_t steps_ = 0;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_TEXT_LINES_H_
