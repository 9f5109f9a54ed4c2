#include "examples/clairscan/read_file.h"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <string>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"

namespace clairscan {
namespace {

constexpr size_t kStep = size_t{1} << 20;

absl::Status Failed(int error, const std::string& path) {
  const std::string name = path == "-" ? "standard input" : path;
  if (error == EISDIR) return absl::InvalidArgumentError(absl::StrCat(name, " is a directory"));
  return absl::Status(absl::ErrnoToStatusCode(error),
                      absl::StrCat("cannot read ", name, ": ", std::strerror(error)));
}

}  // namespace

absl::StatusOr<std::string> ReadFile(const std::string& path) {
  const int fd = path == "-" ? STDIN_FILENO : open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return Failed(errno, path);
  std::string bytes;
  size_t size = 0;
  int error = 0;
  while (true) {
    if (bytes.size() - size < kStep) bytes.resize(size + kStep + size / 2);
    const ssize_t n = read(fd, bytes.data() + size, bytes.size() - size);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) error = errno;
    if (n <= 0) break;
    size += static_cast<size_t>(n);
  }
  if (fd != STDIN_FILENO) close(fd);
  if (error != 0) return Failed(error, path);
  bytes.resize(size);
  return bytes;
}

}  // namespace clairscan
