#ifndef CLAIRCORE_CLOCK_H_
#define CLAIRCORE_CLOCK_H_

#include <chrono>

namespace claircore::inline v0 {

// Time, for what is recorded (`Now`) and for deadlines (`Steady`). Thread-safe.
// claircore/testing/manual_clock.h has one that tests move by hand.
class Clock {
 public:
  virtual ~Clock() = default;
  virtual std::chrono::system_clock::time_point Now() const = 0;
  virtual std::chrono::steady_clock::time_point Steady() const = 0;

  // The machine's clock; lives as long as the process.
  static const Clock& System();
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_CLOCK_H_
