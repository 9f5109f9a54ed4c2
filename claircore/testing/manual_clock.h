#ifndef CLAIRCORE_TESTING_MANUAL_CLOCK_H_
#define CLAIRCORE_TESTING_MANUAL_CLOCK_H_

#include <chrono>
#include <mutex>

#include "claircore/clock.h"

namespace claircore::inline v0::testing {

// A clock that stands still until it is moved. Begins at 2024-01-01 00:00 UTC, steady time one hour
// after its epoch. Thread-safe.
//
//   ManualClock clock;
//   const Context context = Context::Background().WithClock(&clock).WithTimeout(1min);
//   clock.Advance(2min);   // context.Check() is now DEADLINE_EXCEEDED
class ManualClock : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override {
    std::lock_guard lock(mutex_);
    return now_;
  }
  std::chrono::steady_clock::time_point Steady() const override {
    std::lock_guard lock(mutex_);
    return steady_;
  }
  // Moves both times on.
  void Advance(std::chrono::nanoseconds by) {
    std::lock_guard lock(mutex_);
    now_ += std::chrono::duration_cast<std::chrono::system_clock::duration>(by);
    steady_ += by;
  }
  // Sets the date alone, forwards or back, as an administrator would.
  void SetNow(std::chrono::system_clock::time_point now) {
    std::lock_guard lock(mutex_);
    now_ = now;
  }

 private:
  mutable std::mutex mutex_;
  std::chrono::system_clock::time_point now_{std::chrono::seconds(1'704'067'200)};
  std::chrono::steady_clock::time_point steady_{std::chrono::hours(1)};
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_MANUAL_CLOCK_H_
