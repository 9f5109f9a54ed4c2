#include "claircore/fetch/internal/archive_reader.h"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"

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

absl::StatusOr<std::string_view> ArchiveInput::Head() {
  while (head_ < kHeadBytes) {
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, ReadSome(std::span(buffer_).subspan(head_)));
    if (n == 0) break;
    head_ += n;
  }
  return std::string_view(reinterpret_cast<const char*>(buffer_.data()), head_);
}

la_ssize_t ArchiveInput::Read(struct archive* a, const void** buffer) {
  *buffer = buffer_.data();
  size_t size = std::exchange(head_, 0);
  if (size == 0) {
    const absl::StatusOr<size_t> n = ReadSome(buffer_);
    status_ = n.status();
    if (n.ok()) size = *n;
  }
  if (!status_.ok()) {
    archive_set_error(a, EIO, "input failed");
    return ARCHIVE_FATAL;
  }
  return static_cast<la_ssize_t>(size);
}

absl::StatusOr<size_t> ArchiveInput::ReadSome(std::span<std::byte> to) {
  CLAIRCORE_RETURN_IF_ERROR(context_.Check());
  if (file_ != nullptr) {
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, file_->ReadAt(position_, to));
    position_ += n;
    return n;
  }
  while (true) {
    struct pollfd wait = {.fd = fd_, .events = POLLIN, .revents = 0};
    const int ready = poll(&wait, 1, kPollMilliseconds);
    if (ready == 0) {
      CLAIRCORE_RETURN_IF_ERROR(context_.Check());
      continue;
    }
    const ssize_t n = ready < 0 ? -1 : read(fd_, to.data(), to.size());
    if (n >= 0) return static_cast<size_t>(n);
    if (errno == EINTR || errno == EAGAIN) continue;
    return absl::ErrnoToStatus(errno, "reading an archive");
  }
}

}  // namespace claircore::fetch
