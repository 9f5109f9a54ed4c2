#include "indexer/walk/byte_budget.h"

#include <algorithm>
#include <chrono>

#include "absl/status/status.h"

namespace claircore::walk {
namespace {

// How long a walk waits before it looks whether it is still wanted.
constexpr std::chrono::milliseconds kPatience{10};

}  // namespace

absl::StatusOr<ByteBudget::Loan> ByteBudget::Borrow(const std::shared_ptr<ByteBudget>& budget,
                                                    const Context& context, uint64_t bytes) {
  ByteBudget& self = *budget;
  bytes = std::min(bytes, self.limit_);
  std::unique_lock<std::mutex> lock(self.mutex_);
  const uint64_t ticket = self.next_ticket_++;
  self.waiting_.insert(ticket);
  absl::Status status = context.Check();
  while (status.ok() && (*self.waiting_.begin() != ticket || bytes > self.limit_ - self.lent_)) {
    self.changed_.wait_for(lock, kPatience);
    status = context.Check();
  }
  self.waiting_.erase(ticket);
  self.changed_.notify_all();
  if (!status.ok()) return status;
  self.lent_ += bytes;
  return Loan(budget, bytes);
}

void ByteBudget::EndLoan(uint64_t bytes) {
  const std::lock_guard<std::mutex> lock(mutex_);
  lent_ -= bytes;
  changed_.notify_all();
}

}  // namespace claircore::walk
