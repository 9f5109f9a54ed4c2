#include "claircore/fetch/internal/archive_reader.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>

#include "absl/strings/str_cat.h"

namespace claircore::fetch {
namespace {

// How long a pipe may be silent before we look whether the caller still waits.
constexpr int kPollMilliseconds = 50;

}  // namespace

absl::Status ArchiveInput::Open(struct archive* a) {
  archive_read_set_callback_data(a, this);
  archive_read_set_read_callback(a, [](struct archive* archive, void* self, const void** buffer) {
    return static_cast<ArchiveInput*>(self)->Read(archive, buffer);
  });
  if (file_ != nullptr) {
    archive_read_set_skip_callback(a, [](struct archive*, void* self, la_int64_t request) {
      auto* input = static_cast<ArchiveInput*>(self);
      // Past the end is for Read() to find out.
      input->position_ += static_cast<uint64_t>(request);
      return request;
    });
  }
  if (archive_read_open1(a) != ARCHIVE_OK) return Failure(a, "reading an archive");
  return absl::OkStatus();
}

absl::Status ArchiveInput::Failure(struct archive* a, const char* what) const {
  if (!status_.ok()) return status_;
  const char* message = archive_error_string(a);
  return absl::DataLossError(absl::StrCat(what, ": ", message != nullptr ? message : "damaged"));
}

la_ssize_t ArchiveInput::Read(struct archive* a, const void** buffer) {
  *buffer = buffer_.data();
  status_ = context_.Check();
  la_ssize_t n = 0;
  if (status_.ok() && file_ != nullptr) {
    const absl::StatusOr<size_t> read = file_->ReadAt(position_, buffer_);
    status_ = read.status();
    if (read.ok()) n = static_cast<la_ssize_t>(*read);
  }
  while (status_.ok() && file_ == nullptr) {
    struct pollfd wait = {.fd = fd_, .events = POLLIN, .revents = 0};
    const int ready = poll(&wait, 1, kPollMilliseconds);
    if (ready == 0) {
      status_ = context_.Check();
      continue;
    }
    n = ready < 0 ? -1 : read(fd_, buffer_.data(), buffer_.size());
    if (n >= 0) break;
    if (errno == EINTR || errno == EAGAIN) continue;
    status_ = absl::ErrnoToStatus(errno, "reading an archive");
  }
  if (!status_.ok()) {
    archive_set_error(a, EIO, "input failed");
    return ARCHIVE_FATAL;
  }
  position_ += static_cast<uint64_t>(n);
  return n;
}

}  // namespace claircore::fetch
