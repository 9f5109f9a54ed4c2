#ifndef CLAIRCORE_STORAGE_INTERNAL_STORED_FILE_H_
#define CLAIRCORE_STORAGE_INTERNAL_STORED_FILE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/segment_store.h"

namespace claircore::storage {

// A file that we wrote, open for as long as this object lives, whatever happens to its name.
// Thread-safe.
class StoredFile final : public SharedBytes {
 public:
  // NOT_FOUND; INVALID_ARGUMENT for what is no regular file; `flags` are added to open(2)'s.
  static absl::StatusOr<std::shared_ptr<const StoredFile>> Open(const std::string& path,
                                                                FileReading reading, int flags = 0);
  ~StoredFile() override;
  StoredFile(const StoredFile&) = delete;
  StoredFile& operator=(const StoredFile&) = delete;

  std::string_view in_place() const override { return {mapped_, mapped_ == nullptr ? 0 : size_}; }
  std::string_view name() const override { return path_; }
  uint64_t size() const override { return size_; }  // when it was opened
  // DATA_LOSS where the file ends before the size that it had.
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override;

 private:
  StoredFile(std::string path, int fd) : path_(std::move(path)), fd_(fd) {}

  const std::string path_;
  const int fd_;
  size_t size_ = 0;
  const char* mapped_ = nullptr;
};

// `size` bytes of `whole` from `offset` on, which lie within it.
std::shared_ptr<const SharedBytes> SliceOf(std::shared_ptr<const SharedBytes> whole,
                                           uint64_t offset, uint64_t size);

// That many bytes from `offset` on: in place, or read into `buffer`. DATA_LOSS where they are not
// all there.
absl::StatusOr<std::string_view> BytesAt(const SharedBytes& from, uint64_t offset, uint64_t size,
                                         std::string& buffer);

}  // namespace claircore::storage

#endif  // CLAIRCORE_STORAGE_INTERNAL_STORED_FILE_H_
