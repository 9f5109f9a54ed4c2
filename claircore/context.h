#ifndef CLAIRCORE_CONTEXT_H_
#define CLAIRCORE_CONTEXT_H_

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>

#include "absl/status/status.h"
#include "claircore/clock.h"
#include "claircore/observer.h"

namespace claircore::inline v0 {

// One call's deadline, cancellation, clock and observer: the first parameter everywhere.
// A value: cheap to copy, immutable, thread-safe. What it points to (clock, observer) must outlive
// every call made with it.
//
//   Context ctx = Context::Background().WithTimeout(std::chrono::minutes(5));
class Context {
 public:
  // Never cancelled, no deadline, the system clock, an observer that ignores everything.
  static Context Background();

  // Derived contexts keep all limits of this one: the earliest deadline counts, any stop counts.
  Context WithDeadline(std::chrono::steady_clock::time_point deadline) const;
  Context WithTimeout(std::chrono::nanoseconds timeout) const;
  Context WithStopToken(std::stop_token token) const;
  Context WithClock(const Clock* clock) const;
  Context WithObserver(Observer* observer) const;

  // OK, CANCELLED or DEADLINE_EXCEEDED. A few nanoseconds without a deadline, a clock read with
  // one.
  absl::Status Check() const;
  // True exactly when Check() is not OK.
  bool done() const;

  std::optional<std::chrono::steady_clock::time_point> deadline() const;
  const Clock& clock() const;
  Observer& observer() const;

 private:
  struct State;
  explicit Context(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_CONTEXT_H_
