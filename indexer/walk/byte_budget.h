#ifndef CLAIRCORE_INDEXER_WALK_BYTE_BUDGET_H_
#define CLAIRCORE_INDEXER_WALK_BYTE_BUDGET_H_

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <memory>
#include <mutex>
#include <set>
#include <utility>

#include "absl/status/statusor.h"
#include "claircore/context.h"

namespace claircore::walk {

// The memory that all walks of an indexer share: what they unpack layers with, and the files that
// they keep. Thread-safe.
//
// Unpacking borrows what it needs before it begins and waits until it is there, first come first
// served. It waits for other walks alone, never for files, which may stay for as long as somebody
// looks at a layer: so the walk that waits longest always gets its turn. Files never wait: what
// finds no room goes to temporary storage. They get half of the budget at most, so that the two
// together stay below half as much again.
class ByteBudget {
 public:
  explicit ByteBudget(uint64_t limit) : limit_(limit) {}

  // What a walk borrowed; goes back with this object.
  class Loan {
   public:
    Loan() = default;
    Loan(std::shared_ptr<ByteBudget> from, uint64_t bytes)
        : from_(std::move(from)), bytes_(bytes) {}
    Loan(Loan&& other) noexcept
        : from_(std::move(other.from_)), bytes_(std::exchange(other.bytes_, 0)) {}
    Loan& operator=(Loan&& other) noexcept {
      std::swap(from_, other.from_);
      std::swap(bytes_, other.bytes_);
      return *this;
    }
    ~Loan() {
      if (from_ != nullptr) from_->EndLoan(bytes_);
    }
    explicit operator bool() const { return from_ != nullptr; }

   private:
    std::shared_ptr<ByteBudget> from_;
    uint64_t bytes_ = 0;
  };

  // Waits until there is as much. More than there ever is counts as all of it. Fails when the
  // context ends.
  static absl::StatusOr<Loan> Borrow(const std::shared_ptr<ByteBudget>& budget,
                                     const Context& context, uint64_t bytes);

  // For files.
  bool TryTake(uint64_t bytes) {
    const uint64_t lent = lent_.load(std::memory_order_relaxed);
    const uint64_t room = std::min(limit_ / 2, limit_ - lent);
    uint64_t used = files_.load(std::memory_order_relaxed);
    do {
      if (used > room || bytes > room - used) return false;
    } while (!files_.compare_exchange_weak(used, used + bytes, std::memory_order_relaxed));
    return true;
  }
  void Return(uint64_t bytes) { files_.fetch_sub(bytes, std::memory_order_relaxed); }

 private:
  void EndLoan(uint64_t bytes);

  const uint64_t limit_;
  std::atomic<uint64_t> files_{0};  // never above limit_
  std::atomic<uint64_t> lent_{0};   // never above limit_; changed under mutex_
  std::mutex mutex_;
  std::condition_variable changed_;
  uint64_t next_ticket_ = 0;    // guarded by mutex_
  std::set<uint64_t> waiting_;  // guarded by mutex_; tickets
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_BYTE_BUDGET_H_
