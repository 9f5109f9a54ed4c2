#include <fcntl.h>
#include <sys/types.h>
#include <unistd.h>

#include <cerrno>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/io.h"

namespace claircore::inline v0 {
namespace {

absl::Status FileError(int error, std::string_view what, std::string_view path) {
  const std::string message =
      absl::StrCat(internal::ToAbsl(what), " ", internal::ToAbsl(path), ": ", strerror(error));
  if (error == ENOSPC || error == EDQUOT || error == EMFILE || error == ENFILE) {
    return absl::ResourceExhaustedError(message);
  }
  return absl::ErrnoToStatus(error, message);
}

class UnlinkedFile final : public TemporaryFile {
 public:
  UnlinkedFile(int fd, std::string directory) : fd_(fd), directory_(std::move(directory)) {}
  ~UnlinkedFile() override { close(fd_); }

  absl::Status Append(std::span<const std::byte> bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = pwrite(fd_, bytes.data(), bytes.size(), static_cast<off_t>(size_));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return FileError(errno, "writing a temporary file in", directory_);
      size_ += static_cast<uint64_t>(n);
      bytes = bytes.subspan(static_cast<size_t>(n));
    }
    return absl::OkStatus();
  }

  uint64_t size() const override { return size_; }

  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    size_t filled = 0;
    while (filled < buffer.size() && position + filled < size_) {
      const ssize_t n = pread(fd_, buffer.data() + filled, buffer.size() - filled,
                              static_cast<off_t>(position + filled));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return FileError(errno, "reading a temporary file in", directory_);
      if (n == 0) return absl::DataLossError("a temporary file became shorter");
      filled += static_cast<size_t>(n);
    }
    return filled;
  }

 private:
  const int fd_;
  const std::string directory_;  // for messages
  uint64_t size_ = 0;
};

class TemporaryDirectory final : public TemporaryStorage {
 public:
  explicit TemporaryDirectory(std::string directory) : directory_(std::move(directory)) {}

  absl::StatusOr<std::unique_ptr<TemporaryFile>> Create(const Context& context) override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    int fd = open(directory_.c_str(), O_TMPFILE | O_RDWR | O_CLOEXEC, 0600);
    if (fd < 0 && (errno == EOPNOTSUPP || errno == EISDIR || errno == EINVAL)) {
      // Not every file system has O_TMPFILE.
      std::string name = directory_ + "/claircore.XXXXXX";
      fd = mkostemp(name.data(), O_CLOEXEC);
      if (fd >= 0) unlink(name.c_str());
    }
    if (fd < 0) return FileError(errno, "making a temporary file in", directory_);
    return std::make_unique<UnlinkedFile>(fd, directory_);
  }

 private:
  const std::string directory_;
};

}  // namespace

std::unique_ptr<TemporaryStorage> NewTemporaryDirectory(std::string_view directory) {
  std::string chosen(directory);
  if (chosen.empty()) {
    const char* env = std::getenv("TMPDIR");
    chosen = env != nullptr && *env != '\0' ? env : "/var/tmp";
  }
  return std::make_unique<TemporaryDirectory>(std::move(chosen));
}

}  // namespace claircore::inline v0
