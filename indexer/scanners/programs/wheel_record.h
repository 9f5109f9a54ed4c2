#ifndef CLAIRCORE_INDEXER_SCANNERS_PROGRAMS_WHEEL_RECORD_H_
#define CLAIRCORE_INDEXER_SCANNERS_PROGRAMS_WHEEL_RECORD_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/layer_scanner.h"

namespace claircore::scanners {

// Reads a RECORD of an installed Python package as it passes by
// (https://packaging.python.org/en/latest/specifications/recording-installed-packages/), and keeps
// the files that it put beside the folder of packages: "../../../bin/ruff". What lies within needs
// no list.
class WheelRecord final : public StreamConsumer {
 public:
  static constexpr size_t kMaxLine = 4096;   // longer ones are skipped
  static constexpr size_t kMaxPaths = 1000;  // real packages have some dozen

  explicit WheelRecord(std::string_view path);
  bool Feed(std::string_view bytes) override;
  // After the last byte: cleaned, relative to the root.
  const std::vector<std::string>& Finish();

 private:
  void Take(std::string_view line);

  std::string packages_;  // the folder that its paths are relative to
  std::string line_;      // the beginning of one that is not complete
  bool skip_ = false;     // the rest of a line that is too long
  std::vector<std::string> paths_;
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PROGRAMS_WHEEL_RECORD_H_
