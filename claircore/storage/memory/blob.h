#ifndef CLAIRCORE_STORAGE_MEMORY_BLOB_H_
#define CLAIRCORE_STORAGE_MEMORY_BLOB_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/segment_store.h"

namespace claircore::memory {

// Immutable bytes, kept as one zstd frame with a checksum: on the heap or in a file, from which
// they are read when they are asked for.
class Blob {
 public:
  static std::shared_ptr<const Blob> Compress(std::string_view raw);
  // The frame is `stored` bytes of `file` from `offset` on.
  Blob(std::shared_ptr<const SharedBytes> file, uint64_t offset, uint64_t stored, uint64_t raw_size)
      : file_(std::move(file)), offset_(offset), stored_(stored), raw_size_(raw_size) {}

  uint64_t stored_size() const { return stored_; }
  uint64_t raw_size() const { return raw_size_; }
  // The frame: in place, or read into `buffer`.
  absl::StatusOr<std::string_view> Stored(std::string& buffer) const;
  // DATA_LOSS, naming the file, when the frame is damaged or not of that size.
  absl::StatusOr<std::string> Decompress() const;

 private:
  const std::shared_ptr<const SharedBytes> file_;
  const uint64_t offset_, stored_, raw_size_;
};

// DATA_LOSS that names the file and says what to do.
absl::Status Damaged(const SharedBytes& file, std::string_view what);

}  // namespace claircore::memory

#endif  // CLAIRCORE_STORAGE_MEMORY_BLOB_H_
