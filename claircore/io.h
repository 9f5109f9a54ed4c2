#ifndef CLAIRCORE_IO_H_
#define CLAIRCORE_IO_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"

namespace claircore::inline v0 {

// A forward-only stream of bytes. One thread at a time; may move between threads.
class ByteSource {
 public:
  virtual ~ByteSource() = default;
  // Fills a prefix of `buffer` and returns its length. 0 means the end, and only that when `buffer`
  // is not empty. After an error every later call returns that error.
  virtual absl::StatusOr<size_t> Read(std::span<std::byte> buffer) = 0;
};

// Bytes at fixed positions. Safe for concurrent use.
class RandomAccessSource {
 public:
  virtual ~RandomAccessSource() = default;
  virtual uint64_t size() const = 0;  // bytes
  // Fills a prefix of `buffer` from `position` on; shorter than `buffer` only at the end, 0 at or
  // past it. DATA_LOSS or the device's error otherwise.
  virtual absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const = 0;
};

// A file that nobody else sees and that is gone with this object. Append() from one thread, before
// any ReadAt().
class TemporaryFile : public RandomAccessSource {
 public:
  // RESOURCE_EXHAUSTED when the disk is full.
  virtual absl::Status Append(std::span<const std::byte> bytes) = 0;
};

// Where large files of a layer go while it is scanned. Thread-safe.
class TemporaryStorage {
 public:
  virtual ~TemporaryStorage() = default;
  virtual absl::StatusOr<std::unique_ptr<TemporaryFile>> Create(const Context& context) = 0;
};

// Unlinked files in `directory`; "" means $TMPDIR, else /var/tmp.
std::unique_ptr<TemporaryStorage> NewTemporaryDirectory(std::string_view directory = "");

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_IO_H_
