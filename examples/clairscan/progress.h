#ifndef EXAMPLES_CLAIRSCAN_PROGRESS_H_
#define EXAMPLES_CLAIRSCAN_PROGRESS_H_

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include "claircore/observer.h"

namespace clairscan {

// One line on a terminal that says what is going on and is gone at the end; warnings stay. In a
// pipe, only warnings and errors.
class TerminalProgress final : public claircore::Observer {
 public:
  TerminalProgress(int fd, bool quiet);
  ~TerminalProgress() override;

  void Log(claircore::LogLevel level, std::string_view message) override;
  void Progress(std::string_view what, uint64_t done, uint64_t total) override;

 private:
  void Clear();
  void Write(std::string_view text);

  const int fd_;
  const bool line_;  // whether there is a terminal to draw the line on
  const bool quiet_;
  std::mutex mutex_;
  bool drawn_ = false;                               // guarded by mutex_
  std::chrono::steady_clock::time_point last_draw_;  // guarded by mutex_
};

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_PROGRESS_H_
