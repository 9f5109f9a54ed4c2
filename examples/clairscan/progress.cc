#include "examples/clairscan/progress.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <mutex>
#include <string>
#include <string_view>
#include <system_error>

#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"
#include "examples/clairscan/printable.h"

namespace clairscan {
namespace {

using claircore::internal::ToAbsl;
using std::chrono::steady_clock;

constexpr std::chrono::milliseconds kRedraw{100};
constexpr std::chrono::milliseconds kQuick{250};  // what is over by then flickers no line
constexpr size_t kColumns = 79;                   // of a terminal that does not say

std::string Size(uint64_t bytes) {
  if (bytes < 10 << 10) return absl::StrCat(bytes, " B");
  if (bytes < 10 << 20) return absl::StrCat(bytes >> 10, " KiB");
  return absl::StrCat(bytes >> 20, " MiB");
}

std::string Size(uint64_t done, uint64_t total) {
  // A total of compressed bytes says nothing of those that came out.
  if (total == 0 || done > total) return Size(done);
  return absl::StrCat(done * 100 / total, "% of ", Size(total));
}

size_t Columns(int fd) {
  winsize size{};
  return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col > 1 ? size.ws_col - 1u : kColumns;
}

}  // namespace

TerminalProgress::TerminalProgress(int fd, bool quiet)
    : fd_(fd), line_(!quiet && isatty(fd) == 1) {}

TerminalProgress::~TerminalProgress() { Finish(); }

void TerminalProgress::Stage(std::string_view what) {
  const std::lock_guard lock(mutex_);
  stage_ = what;
  count_.clear();
  bytes_ = 0;
  sources_.clear();
  last_.clear();
  begun_ = steady_clock::now();
  if (!line_ || end_ || drawer_.joinable()) return;
  try {
    drawer_ = std::thread([this] { Draw(); });
  } catch (const std::system_error&) {
    // No thread to be had: no line, and nothing else lost.
  }
}

void TerminalProgress::Begin(const std::string& source, uint64_t total) {
  const std::lock_guard lock(mutex_);
  sources_[source] = {.total = total};
}

void TerminalProgress::Bytes(const std::string& source, uint64_t more) {
  const std::lock_guard lock(mutex_);
  bytes_ += more;
  if (const auto it = sources_.find(source); it != sources_.end()) it->second.done += more;
}

void TerminalProgress::End(const std::string& source) {
  const std::lock_guard lock(mutex_);
  sources_.erase(source);
}

void TerminalProgress::Clear() {
  const std::lock_guard lock(mutex_);
  Erase();
}

void TerminalProgress::Finish() {
  std::thread drawer;
  {
    const std::lock_guard lock(mutex_);
    end_ = true;
    Erase();
    drawer.swap(drawer_);
  }
  ended_.notify_all();
  if (drawer.joinable()) drawer.join();
}

void TerminalProgress::Log(claircore::LogLevel level, std::string_view message) {
  if (level < claircore::LogLevel::kWarning) return;
  const std::lock_guard lock(mutex_);
  Erase();
  Write(absl::StrCat(
      level == claircore::LogLevel::kError ? "error: " : "warning: ", Message(message), "\n"));
}

void TerminalProgress::Progress(std::string_view what, uint64_t done, uint64_t total) {
  const std::lock_guard lock(mutex_);
  const std::string_view unit = what == "update" ? "sources" : what;
  count_ = absl::StrCat(done, " of ", total, " ", Printable(unit));
}

void TerminalProgress::Span(std::string_view name, std::string_view subject,
                            std::chrono::nanoseconds) {
  std::string_view what;
  if (name == "update.fetch") what = " fetched";
  if (name == "update.parse") what = " parsed";
  if (name == "update.store") what = " stored";
  if (name == "match.compile") what = " compiled";
  if (what.empty()) return;
  const std::lock_guard lock(mutex_);
  last_ = absl::StrCat(Printable(subject), ToAbsl(what));
}

std::string TerminalProgress::Line() const {
  const std::lock_guard lock(mutex_);
  return Text();
}

std::string TerminalProgress::Text() const {
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(steady_clock::now() - begun_).count();
  std::string text = absl::StrCat(stage_, ":");
  if (!count_.empty()) absl::StrAppend(&text, " ", count_, ",");
  if (bytes_ > 0) absl::StrAppend(&text, " ", Size(bytes_), " read,");
  absl::StrAppend(&text, " ", seconds, " s");
  const char* between = "; ";
  for (const auto& [name, source] : sources_) {
    absl::StrAppend(&text, between, Printable(name), " ", Size(source.done, source.total));
    between = ", ";
  }
  if (!last_.empty()) absl::StrAppend(&text, between, last_);
  return text;
}

void TerminalProgress::Draw() {
  std::unique_lock lock(mutex_);
  std::string before;
  while (!ended_.wait_for(lock, kRedraw, [&] { return end_; })) {
    if (steady_clock::now() - begun_ < kQuick && !drawn_) continue;
    const std::string text = Cut(Text(), Columns(fd_));
    if (drawn_ && text == before) continue;
    Write(absl::StrCat("\r\x1b[K", text));
    before = text;
    drawn_ = true;
  }
}

void TerminalProgress::Erase() {
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

void ClearingBuffer::Clear() {
  if (finished_) return;
  if (!finish_) return progress_.Clear();
  progress_.Finish();
  finished_ = true;
}

std::streambuf::int_type ClearingBuffer::overflow(int_type c) {
  Clear();
  return traits_type::eq_int_type(c, traits_type::eof()) ? traits_type::not_eof(c)
                                                         : to_->sputc(traits_type::to_char_type(c));
}

std::streamsize ClearingBuffer::xsputn(const char* bytes, std::streamsize count) {
  Clear();
  return to_->sputn(bytes, count);
}

}  // namespace clairscan
