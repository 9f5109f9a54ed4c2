#ifndef CLAIRCORE_FETCH_INTERNAL_FILES_H_
#define CLAIRCORE_FETCH_INTERNAL_FILES_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/io.h"

namespace claircore::fetch {

// A file descriptor that is closed with this object.
class Fd {
 public:
  explicit Fd(int fd = -1) : fd_(fd) {}
  ~Fd();
  Fd(Fd&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Fd& operator=(Fd&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  int get() const { return fd_; }
  bool valid() const { return fd_ >= 0; }

 private:
  int fd_;
};

// Opens what `path`, clean and relative, names below the directory `root`: no part of it is
// followed when it is a link, and nothing is waited for. `flags` as of open(2). NOT_FOUND also for
// a link on the way.
absl::StatusOr<Fd> OpenBeneath(int root, std::string_view path, int flags);

// A regular file by its descriptor. INVALID_ARGUMENT for anything else.
absl::StatusOr<std::shared_ptr<const RandomAccessSource>> NewFileSource(Fd fd,
                                                                        std::string_view name);

// `size` bytes of `whole` from `offset` on.
std::shared_ptr<const RandomAccessSource> NewSlice(std::shared_ptr<const RandomAccessSource> whole,
                                                   uint64_t offset, uint64_t size);

// Reads `source` from its start; checks `context` on the way.
std::unique_ptr<ByteSource> NewByteSource(const Context& context,
                                          std::shared_ptr<const RandomAccessSource> source);

// All bytes of a small file. RESOURCE_EXHAUSTED, naming `name`, when it has more than `limit`.
absl::StatusOr<std::string> ReadSmall(const RandomAccessSource& source, uint64_t limit,
                                      std::string_view name);

// The digest of `bytes`, or of a whole file.
Digest DigestOf(Digest::Algorithm algorithm, std::string_view bytes);
absl::StatusOr<Digest> Sha256Of(const Context& context, const RandomAccessSource& source);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_FILES_H_
