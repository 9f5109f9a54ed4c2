#ifndef CLAIRCORE_INDEXER_WALK_DECOMPRESSOR_H_
#define CLAIRCORE_INDEXER_WALK_DECOMPRESSOR_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"

namespace claircore::walk {

// Turns a blob into the tar inside it, piece by piece. One thread at a time.
class Decompressor {
 public:
  struct Progress {
    size_t consumed = 0;  // a prefix of `in`
    size_t produced = 0;  // a prefix of `out`
  };

  // Chosen by the first bytes (all of a shorter blob, else at least kSniffBytes): gzip, zstd or
  // none. INVALID_ARGUMENT names another compression.
  static constexpr size_t kSniffBytes = 512;
  static absl::StatusOr<std::unique_ptr<Decompressor>> ForHead(std::string_view head);
  virtual ~Decompressor() = default;

  // Either consumes all of `in` or fills all of `out`. DATA_LOSS for damage; RESOURCE_EXHAUSTED for
  // a window that needs too much memory.
  virtual absl::StatusOr<Progress> Step(std::string_view in, std::span<char> out) = 0;
  // After the last byte went in and everything came out. DATA_LOSS when the end is missing.
  virtual absl::Status Finish() = 0;
  // Whether bytes other than zero followed the compressed data; they were ignored.
  virtual bool trailing_garbage() const = 0;
  // How many times as dense as deflate, 1032 to one, the format can be at most.
  virtual uint64_t density() const { return 1; }
  // The most memory that it takes, in bytes, but for small change. What needs more fails.
  virtual uint64_t memory() const = 0;

 protected:
  Decompressor() = default;
};

std::unique_ptr<Decompressor> NewGzipDecompressor();
// `head` begins the blob: the window that its first frame needs is what all frames get, but at
// least 8 MiB.
absl::StatusOr<std::unique_ptr<Decompressor>> NewZstdDecompressor(std::string_view head);

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_DECOMPRESSOR_H_
