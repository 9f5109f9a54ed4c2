#include "indexer/scanners/programs/wheel_record.h"

#include <utility>

#include "claircore/base/path.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {

WheelRecord::WheelRecord(std::string_view path) : packages_(base::DirName(base::DirName(path))) {}

bool WheelRecord::Feed(std::string_view bytes) {
  while (!bytes.empty()) {
    const size_t end = bytes.find('\n');
    const std::string_view piece = bytes.substr(0, end);
    if (line_.size() + piece.size() > kMaxLine) {
      skip_ = true;
      line_.clear();
    }
    if (end == bytes.npos) {
      if (!skip_) line_ += piece;
      return true;
    }
    if (!std::exchange(skip_, false)) {
      if (line_.empty()) {
        Take(piece);
      } else {
        Take(line_ += piece);
      }
    }
    line_.clear();
    bytes.remove_prefix(end + 1);
  }
  return paths_.size() < kMaxPaths;
}

const std::vector<std::string>& WheelRecord::Finish() {
  if (!skip_) Take(line_);
  line_.clear();
  return paths_;
}

// "../../../bin/x,sha256=..,123", quoted where it holds a comma.
void WheelRecord::Take(std::string_view line) {
  const bool quoted = line.starts_with('"');
  if (quoted) line.remove_prefix(1);
  if (!line.starts_with("../") || paths_.size() >= kMaxPaths) return;
  line = line.substr(0, line.find(quoted ? '"' : ','));
  std::string_view folder = packages_;
  while (line.starts_with("../")) {
    line.remove_prefix(3);
    folder = base::DirName(folder);
  }
  std::string path(folder);
  if (!path.empty()) path += '/';
  paths_.push_back(path.append(line));
}

}  // namespace claircore::scanners
