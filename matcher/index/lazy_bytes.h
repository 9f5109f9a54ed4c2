#ifndef MATCHER_INDEX_LAZY_BYTES_H_
#define MATCHER_INDEX_LAZY_BYTES_H_

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/segment_store.h"

namespace claircore::matcher {

// The beginning of a segment as memory that is filled, and proven, block by block as it is touched:
// what nobody asks for is never read. Where the bytes are in place already, they are proven there;
// else room for all of them is reserved, of which only what was read takes memory. So nothing that
// happens to the file afterwards is more than an error. Thread-safe; a block once ready costs its
// user one load and one comparison.
class LazyBytes {
 public:
  static constexpr int kShift = 12;
  static constexpr size_t kBlock = size_t{1} << kShift;

  // The first `size` bytes of `bytes`. `checksums` has the StableHash of each block but the first,
  // which the caller has proven; null: nothing is proven. RESOURCE_EXHAUSTED.
  static absl::StatusOr<std::unique_ptr<const LazyBytes>> Create(
      std::shared_ptr<const SharedBytes> bytes, size_t size,
      std::unique_ptr<const std::vector<uint64_t>> checksums);
  ~LazyBytes();
  LazyBytes(const LazyBytes&) = delete;
  LazyBytes& operator=(const LazyBytes&) = delete;

  const char* data() const { return data_; }

  // Makes `size` bytes, at least one, from `begin` on ready, which lie within data(). False: they
  // cannot be read or are damaged, which damage() then says too.
  bool Ready(const void* begin, size_t size) const {
    const auto offset = static_cast<size_t>(static_cast<const char*>(begin) - data_);
    size_t block = offset >> kShift;
    const size_t last = (offset + size - 1) >> kShift;
    do {
      if (states_[block].load(std::memory_order_acquire) != kReady) return Load(block, last);
    } while (++block <= last);
    return true;
  }

  // Takes note that something is wrong: the first time counts.
  void Damage(absl::Status why) const;
  bool damaged() const { return damaged_.load(std::memory_order_acquire); }
  // OK, or the first thing that was found to be wrong.
  absl::Status damage() const;

 private:
  enum State : uint8_t { kUntouched, kReady, kBad };

  LazyBytes(std::shared_ptr<const SharedBytes> bytes, size_t size,
            std::unique_ptr<const std::vector<uint64_t>> checksums);
  bool Load(size_t block, size_t last) const;
  absl::Status Fill(size_t block) const;

  const std::shared_ptr<const SharedBytes> bytes_;
  const size_t size_;
  const std::unique_ptr<const std::vector<uint64_t>> checksums_;
  const char* data_ = nullptr;
  char* own_ = nullptr;  // data_, where it is ours
  const std::unique_ptr<std::atomic<uint8_t>[]> states_;
  mutable std::mutex mutex_;  // held while a block is filled
  mutable std::atomic<bool> damaged_ = false;
  mutable std::mutex damage_mutex_;
  mutable absl::Status damage_;  // guarded by damage_mutex_
};

}  // namespace claircore::matcher

#endif  // MATCHER_INDEX_LAZY_BYTES_H_
