#include "claircore/fetch/internal/files.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <vector>

#include "absl/strings/str_cat.h"
#include "claircore/base/hash.h"
#include "claircore/base/sources.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::fetch {
namespace {

using claircore::internal::ToAbsl;

constexpr size_t kHashBytes = size_t{1} << 20;

class FileSource final : public RandomAccessSource {
 public:
  FileSource(Fd fd, uint64_t size, std::string_view name)
      : fd_(std::move(fd)), size_(size), name_(name) {}

  uint64_t size() const override { return size_; }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    size_t filled = 0;
    while (filled < buffer.size() && position + filled < size_) {
      const size_t wanted = std::min<uint64_t>(buffer.size() - filled, size_ - position - filled);
      const ssize_t n =
          pread(fd_.get(), buffer.data() + filled, wanted, static_cast<off_t>(position + filled));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return absl::ErrnoToStatus(errno, absl::StrCat("reading ", name_));
      if (n == 0) return absl::DataLossError(absl::StrCat(name_, " became shorter"));
      filled += static_cast<size_t>(n);
    }
    return filled;
  }

 private:
  const Fd fd_;
  const uint64_t size_;
  const std::string name_;
};

class Reader final : public ByteSource {
 public:
  Reader(const Context& context, std::shared_ptr<const RandomAccessSource> source)
      : context_(context), source_(std::move(source)) {}

  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    if (!status_.ok()) return status_;
    status_ = context_.Check();
    if (!status_.ok()) return status_;
    absl::StatusOr<size_t> n = source_->ReadAt(position_, buffer);
    status_ = n.status();
    if (n.ok()) position_ += *n;
    return n;
  }

 private:
  const Context context_;
  const std::shared_ptr<const RandomAccessSource> source_;
  uint64_t position_ = 0;
  absl::Status status_;
};

}  // namespace

Fd::~Fd() {
  if (fd_ >= 0) close(fd_);
}

absl::StatusOr<Fd> OpenBeneath(int root, std::string_view path, int flags) {
  Fd at;
  std::string_view rest = path;
  while (true) {
    const size_t slash = rest.find('/');
    const bool last = slash == std::string_view::npos;
    const std::string part(rest.substr(0, slash));
    const int here = at.valid() ? at.get() : root;
    Fd next(openat(here, part.empty() ? "." : part.c_str(),
                   O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK | (last ? flags : O_PATH | O_DIRECTORY)));
    if (!next.valid()) {
      // A link fails with ELOOP or, where a directory is wanted, with ENOTDIR.
      const int error = errno == ELOOP || errno == ENOTDIR ? ENOENT : errno;
      return absl::ErrnoToStatus(error, absl::StrCat("opening ", ToAbsl(path)));
    }
    if (last) return next;
    at = std::move(next);
    rest.remove_prefix(slash + 1);
  }
}

absl::StatusOr<std::shared_ptr<const RandomAccessSource>> NewFileSource(Fd fd,
                                                                        std::string_view name) {
  struct stat info {};
  if (fstat(fd.get(), &info) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("reading ", ToAbsl(name)));
  }
  if (!S_ISREG(info.st_mode)) {
    return absl::InvalidArgumentError(absl::StrCat(ToAbsl(name), " is not a regular file"));
  }
  return std::make_shared<FileSource>(std::move(fd), static_cast<uint64_t>(info.st_size), name);
}

std::shared_ptr<const RandomAccessSource> NewSlice(std::shared_ptr<const RandomAccessSource> whole,
                                                   uint64_t offset, uint64_t size) {
  return std::make_shared<base::SliceSource>(std::move(whole), offset, size);
}

std::unique_ptr<ByteSource> NewByteSource(const Context& context,
                                          std::shared_ptr<const RandomAccessSource> source) {
  return std::make_unique<Reader>(context, std::move(source));
}

absl::StatusOr<std::string> ReadSmall(const RandomAccessSource& source, uint64_t limit,
                                      std::string_view name) {
  if (source.size() > limit) {
    return absl::ResourceExhaustedError(
        absl::StrCat(ToAbsl(name), " has ", source.size(), " bytes, more than ", limit));
  }
  std::string bytes;
  bytes.resize(source.size());
  CLAIRCORE_ASSIGN_OR_RETURN(const size_t n,
                             source.ReadAt(0, std::as_writable_bytes(std::span(bytes))));
  bytes.resize(n);
  return bytes;
}

Digest DigestOf(Digest::Algorithm algorithm, std::string_view bytes) {
  const bool long_one = algorithm == Digest::Algorithm::kSha512;
  const auto hash =
      base::HashOf(long_one ? base::HashKind::kSha512 : base::HashKind::kSha256, bytes);
  if (!hash.ok()) return Digest();
  return Digest::FromBytes(algorithm, *hash).value_or(Digest());
}

absl::StatusOr<Digest> Sha256Of(const Context& context, const RandomAccessSource& source) {
  base::Hash hash(base::HashKind::kSha256);
  std::vector<std::byte> buffer(kHashBytes);
  uint64_t position = 0;
  while (true) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, source.ReadAt(position, buffer));
    if (n == 0) break;
    hash.Update(std::span(buffer).first(n));
    position += n;
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string bytes, hash.Digest());
  return Digest::FromBytes(Digest::Algorithm::kSha256, bytes);
}

}  // namespace claircore::fetch
