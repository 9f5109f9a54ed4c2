#include "examples/clairscan/progress.h"

#include <unistd.h>

#include <chrono>
#include <mutex>
#include <string>
#include <string_view>

#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"
#include "examples/clairscan/table.h"

namespace clairscan {
namespace {

using claircore::internal::ToAbsl;

constexpr std::chrono::milliseconds kRedraw{80};
constexpr size_t kColumns = 78;

std::string Amount(uint64_t done, uint64_t total) {
  if (total > 0) return absl::StrCat(done * 100 / total, "%");
  if (done >= 1 << 20) return absl::StrCat(done >> 20, " MiB");
  return done == 0 ? "" : absl::StrCat(done);
}

}  // namespace

TerminalProgress::TerminalProgress(int fd, bool quiet)
    : fd_(fd), line_(!quiet && isatty(fd) == 1), quiet_(quiet) {}

TerminalProgress::~TerminalProgress() {
  std::lock_guard lock(mutex_);
  Clear();
}

void TerminalProgress::Log(claircore::LogLevel level, std::string_view message) {
  if (level < claircore::LogLevel::kWarning || quiet_) return;
  std::lock_guard lock(mutex_);
  Clear();
  Write(absl::StrCat(
      level == claircore::LogLevel::kError ? "error: " : "warning: ", Printable(message), "\n"));
}

void TerminalProgress::Progress(std::string_view what, uint64_t done, uint64_t total) {
  if (!line_) return;
  std::lock_guard lock(mutex_);
  const auto now = std::chrono::steady_clock::now();
  if (drawn_ && now - last_draw_ < kRedraw) return;
  last_draw_ = now;
  const std::string text = absl::StrCat(Printable(what), " ", Amount(done, total));
  Write(absl::StrCat("\r\x1b[K", ToAbsl(std::string_view(text).substr(0, kColumns))));
  drawn_ = true;
}

void TerminalProgress::Clear() {
  if (drawn_) Write("\r\x1b[K");
  drawn_ = false;
}

void TerminalProgress::Write(std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = write(fd_, text.data(), text.size());
    if (n <= 0) return;  // nothing depends on it
    text.remove_prefix(static_cast<size_t>(n));
  }
}

}  // namespace clairscan
