#ifndef EXAMPLES_CLAIRSCAN_PROGRESS_H_
#define EXAMPLES_CLAIRSCAN_PROGRESS_H_

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <mutex>
#include <streambuf>
#include <string>
#include <string_view>
#include <thread>

#include "claircore/observer.h"

namespace clairscan {

// One line on a terminal that says what is going on, in bytes and by source, and is gone at the
// end; warnings stay. In a pipe, only warnings and errors. Thread-safe.
//
//   updating: 3 of 12 sources, 154 MiB read, 12 s; npm/all.zip 34 of 120 MiB, osv/PyPI parsed
//
// A thread of its own draws it, so that it moves also where the work has nothing to tell.
class TerminalProgress final : public claircore::Observer {
 public:
  // `quiet`: no line.
  TerminalProgress(int fd, bool quiet);
  ~TerminalProgress() override;

  // What is being done from now on: "updating". Forgets what the line said before.
  void Stage(std::string_view what);
  // A source of bytes begins, goes on and ends. `total` 0: unknown.
  void Begin(const std::string& source, uint64_t total);
  void Bytes(const std::string& source, uint64_t more);
  void End(const std::string& source);
  // Takes the line away until something is to be told again.
  void Clear();
  // For good: output begins.
  void Finish();

  void Log(claircore::LogLevel level, std::string_view message) override;
  void Progress(std::string_view what, uint64_t done, uint64_t total) override;
  void Span(std::string_view name, std::string_view subject,
            std::chrono::nanoseconds duration) override;

  bool on() const { return line_; }
  // The line as it would be drawn, for tests.
  std::string Line() const;

 private:
  struct Source {
    uint64_t done = 0, total = 0;
  };
  void Draw();
  std::string Text() const;
  void Erase();
  void Write(std::string_view text);

  const int fd_;
  const bool line_;  // whether there is a terminal to draw the line on
  mutable std::mutex mutex_;
  // All below are guarded by mutex_.
  std::condition_variable ended_;
  bool end_ = false;
  bool drawn_ = false;
  std::string stage_;
  std::string count_;  // "3 of 12 sources"
  uint64_t bytes_ = 0;
  std::map<std::string, Source> sources_;
  std::string last_;  // what was done last: "osv/PyPI parsed"
  std::chrono::steady_clock::time_point begun_;
  std::thread drawer_;
};

// What is written through it takes the line of `progress` away first: for standard output, where
// it does not come back, and standard error.
class ClearingBuffer final : public std::streambuf {
 public:
  ClearingBuffer(std::streambuf* to, TerminalProgress& progress, bool finish)
      : to_(to), progress_(progress), finish_(finish) {}

 private:
  int_type overflow(int_type c) override;
  std::streamsize xsputn(const char* bytes, std::streamsize count) override;
  int sync() override { return to_->pubsync(); }
  void Clear();

  std::streambuf* const to_;
  TerminalProgress& progress_;
  const bool finish_;
  bool finished_ = false;
};

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_PROGRESS_H_
