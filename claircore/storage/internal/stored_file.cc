#include "claircore/storage/internal/stored_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"

namespace claircore::storage {
namespace {

class Slice final : public SharedBytes {
 public:
  Slice(std::shared_ptr<const SharedBytes> whole, uint64_t offset, uint64_t size)
      : whole_(std::move(whole)), offset_(offset), size_(size) {}

  std::string_view in_place() const override {
    const std::string_view all = whole_->in_place();
    return all.data() == nullptr ? std::string_view() : all.substr(offset_, size_);
  }
  std::string_view name() const override { return whole_->name(); }
  uint64_t size() const override { return size_; }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= size_) return size_t{0};
    return whole_->ReadAt(offset_ + position,
                          buffer.first(std::min<uint64_t>(buffer.size(), size_ - position)));
  }

 private:
  const std::shared_ptr<const SharedBytes> whole_;
  const uint64_t offset_, size_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const StoredFile>> StoredFile::Open(const std::string& path,
                                                                   FileReading reading, int flags) {
  const int fd = open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | flags);
  if (fd < 0) return absl::ErrnoToStatus(errno, absl::StrCat("opening ", path));
  std::shared_ptr<StoredFile> file(new StoredFile(path, fd));
  struct stat info {};
  if (fstat(fd, &info) != 0) return absl::ErrnoToStatus(errno, absl::StrCat("reading ", path));
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(path, " is not a regular file"));
  }
  file->size_ = static_cast<size_t>(info.st_size);
  if (reading == FileReading::kMapped && file->size_ > 0) {
    void* mapped = mmap(nullptr, file->size_, PROT_READ, MAP_SHARED, fd, 0);
    if (mapped == MAP_FAILED) return absl::ErrnoToStatus(errno, absl::StrCat("mapping ", path));
    file->mapped_ = static_cast<const char*>(mapped);
  }
  return file;
}

StoredFile::~StoredFile() {
  if (mapped_ != nullptr) munmap(const_cast<char*>(mapped_), size_);
  close(fd_);
}

absl::StatusOr<size_t> StoredFile::ReadAt(uint64_t position, std::span<std::byte> buffer) const {
  size_t filled = 0;
  while (filled < buffer.size() && position + filled < size_) {
    const size_t wanted = std::min<uint64_t>(buffer.size() - filled, size_ - position - filled);
    const ssize_t n =
        pread(fd_, buffer.data() + filled, wanted, static_cast<off_t>(position + filled));
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return absl::ErrnoToStatus(errno, absl::StrCat("reading ", path_));
    if (n == 0) return absl::DataLossError(absl::StrCat(path_, " was truncated while it was read"));
    filled += static_cast<size_t>(n);
  }
  return filled;
}

std::shared_ptr<const SharedBytes> SliceOf(std::shared_ptr<const SharedBytes> whole,
                                           uint64_t offset, uint64_t size) {
  return std::make_shared<const Slice>(std::move(whole), offset, size);
}

absl::StatusOr<std::string_view> BytesAt(const SharedBytes& from, uint64_t offset, uint64_t size,
                                         std::string& buffer) {
  if (offset > from.size() || size > from.size() - offset) {
    return absl::DataLossError("a part lies beyond the end");
  }
  const std::string_view in_place = from.in_place();
  if (in_place.data() != nullptr) return in_place.substr(offset, size);
  buffer.resize(size);
  CLAIRCORE_ASSIGN_OR_RETURN(const size_t n,
                             from.ReadAt(offset, std::as_writable_bytes(std::span(buffer))));
  if (n != size) return absl::DataLossError("a part lies beyond the end");
  return std::string_view(buffer);
}

}  // namespace claircore::storage
