#include "examples/clairscan/lines.h"

#include <unistd.h>

#include <cerrno>
#include <string>
#include <string_view>

namespace clairscan {
namespace {

constexpr size_t kStep = size_t{1} << 18;

bool WriteAll(int fd, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = write(fd, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes.remove_prefix(static_cast<size_t>(n));
  }
  return true;
}

}  // namespace

bool AnswerLines(int input, int output,
                 absl::FunctionRef<void(std::string_view line, std::string& out)> answer) {
  std::string pending;  // the beginning of a line that is not complete yet
  std::string out;
  std::string buffer(kStep, '\0');
  while (true) {
    const ssize_t n = read(input, buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return false;
    if (n == 0) break;
    std::string_view bytes(buffer.data(), static_cast<size_t>(n));
    for (size_t end; (end = bytes.find('\n')) != std::string_view::npos;) {
      std::string_view line = bytes.substr(0, end);
      if (!pending.empty()) {
        pending += line;
        line = pending;
      }
      answer(line, out);
      pending.clear();
      bytes.remove_prefix(end + 1);
    }
    pending += bytes;
    if (out.size() >= kStep || static_cast<size_t>(n) < buffer.size()) {
      if (!WriteAll(output, out)) return false;
      out.clear();
    }
  }
  if (!pending.empty()) answer(pending, out);
  return WriteAll(output, out);
}

bool CutTab(std::string_view line, std::string_view& first, std::string_view& second) {
  const size_t tab = line.find('\t');
  first = line.substr(0, tab);
  second = tab == std::string_view::npos ? std::string_view() : line.substr(tab + 1);
  return tab != std::string_view::npos;
}

}  // namespace clairscan
