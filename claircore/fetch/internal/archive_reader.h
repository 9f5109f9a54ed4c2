#ifndef CLAIRCORE_FETCH_INTERNAL_ARCHIVE_READER_H_
#define CLAIRCORE_FETCH_INTERNAL_ARCHIVE_READER_H_

#include <archive.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::fetch {

struct ArchiveFree {
  void operator()(struct archive* a) const { archive_read_free(a); }
};
using ArchivePtr = std::unique_ptr<struct archive, ArchiveFree>;

// What libarchive reads from. Remembers the error that libarchive cannot carry.
class ArchiveInput {
 public:
  ArchiveInput(const Context& context, const RandomAccessSource* file)
      : context_(context), file_(file), buffer_(kBytes) {}
  ArchiveInput(const Context& context, int fd) : context_(context), fd_(fd), buffer_(kBytes) {}

  // The first bytes, at least kHeadBytes unless there are fewer. Before Open().
  static constexpr size_t kHeadBytes = 8;
  absl::StatusOr<std::string_view> Head();
  // Opens `a` on this input, which must outlive it.
  absl::Status Open(struct archive* a);
  // `what` and libarchive's message as DATA_LOSS, or the input's own error when there was one.
  absl::Status Failure(struct archive* a, const char* what) const;

 private:
  static constexpr size_t kBytes = size_t{256} << 10;
  la_ssize_t Read(struct archive* a, const void** buffer);
  absl::StatusOr<size_t> ReadSome(std::span<std::byte> to);

  const Context context_;
  const RandomAccessSource* const file_ = nullptr;
  const int fd_ = -1;
  uint64_t position_ = 0;
  size_t head_ = 0;  // bytes of `buffer_` that Head() read and Read() has yet to give
  absl::Status status_;
  std::vector<std::byte> buffer_;
};

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_ARCHIVE_READER_H_
