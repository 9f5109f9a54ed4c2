#ifndef CLAIRCORE_TESTING_FAULTS_H_
#define CLAIRCORE_TESTING_FAULTS_H_

#include <cstddef>
#include <limits>
#include <mutex>
#include <utility>

#include "absl/status/status.h"

namespace claircore::inline v0::testing {

// When a fault-injecting wrapper fails. Counts the calls of all wrappers that share it, in order,
// from 1. Thread-safe.
//
//   FaultPlan plan;
//   FaultyIndexStore store(&memory_store, &plan);
//   for (size_t n = 1;; ++n) {            // fail at every place there is
//     plan.FailCall(n, absl::UnavailableError("injected"));
//     if (RunTheThing(store).ok()) break;
//   }
class FaultPlan {
 public:
  // The `n`-th call from now fails with `why`; so do, when `stuck`, all calls after it.
  void FailCall(size_t n, absl::Status why, bool stuck = false) {
    std::lock_guard lock(mutex_);
    calls_ = 0;
    first_ = n;
    last_ = stuck ? std::numeric_limits<size_t>::max() : n;
    why_ = std::move(why);
  }
  void FailNothing() { FailCall(0, absl::OkStatus()); }
  // Calls since the last FailCall().
  size_t calls() const {
    std::lock_guard lock(mutex_);
    return calls_;
  }
  // What this call comes to: OK to be forwarded. For wrappers.
  absl::Status Next() {
    std::lock_guard lock(mutex_);
    ++calls_;
    return calls_ >= first_ && calls_ <= last_ && first_ > 0 ? why_ : absl::OkStatus();
  }

 private:
  mutable std::mutex mutex_;
  size_t calls_ = 0, first_ = 0, last_ = 0;
  absl::Status why_;
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_FAULTS_H_
