#ifndef CLAIRCORE_STORAGE_MEMORY_BLOB_H_
#define CLAIRCORE_STORAGE_MEMORY_BLOB_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::memory {

// A file mapped read-only for as long as this object lives, whatever happens to its name.
class MappedFile {
 public:
  static absl::StatusOr<std::shared_ptr<const MappedFile>> Open(const std::string& path);
  ~MappedFile();
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;
  std::string_view bytes() const { return {data_, size_}; }

 private:
  MappedFile(const char* data, size_t size) : data_(data), size_(size) {}
  const char* data_;
  size_t size_;
};

// Immutable bytes, kept as one zstd frame with a checksum: on the heap or in a mapped file.
class Blob {
 public:
  static std::shared_ptr<const Blob> Compress(std::string_view raw);
  // `stored` lies within what `owner` keeps alive.
  Blob(std::shared_ptr<const void> owner, std::string_view stored, uint64_t raw_size)
      : owner_(std::move(owner)), stored_(stored), raw_size_(raw_size) {}

  std::string_view stored() const { return stored_; }
  uint64_t raw_size() const { return raw_size_; }
  // DATA_LOSS when the frame is damaged or not of that size.
  absl::StatusOr<std::string> Decompress() const;

 private:
  std::shared_ptr<const void> owner_;
  std::string_view stored_;
  uint64_t raw_size_;
};

}  // namespace claircore::memory

#endif  // CLAIRCORE_STORAGE_MEMORY_BLOB_H_
