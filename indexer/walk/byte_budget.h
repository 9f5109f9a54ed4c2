#ifndef CLAIRCORE_INDEXER_WALK_BYTE_BUDGET_H_
#define CLAIRCORE_INDEXER_WALK_BYTE_BUDGET_H_

#include <atomic>
#include <cstdint>

namespace claircore::walk {

// A number of bytes that many threads share. Thread-safe.
class ByteBudget {
 public:
  explicit ByteBudget(uint64_t limit) : limit_(limit) {}

  bool TryTake(uint64_t bytes) {
    uint64_t used = used_.load(std::memory_order_relaxed);
    do {
      if (bytes > limit_ - used) return false;
    } while (!used_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
  }
  void Return(uint64_t bytes) { used_.fetch_sub(bytes, std::memory_order_relaxed); }
  uint64_t used() const { return used_.load(std::memory_order_relaxed); }

 private:
  const uint64_t limit_;
  std::atomic<uint64_t> used_{0};  // never above limit_
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_BYTE_BUDGET_H_
