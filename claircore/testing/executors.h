#ifndef CLAIRCORE_TESTING_EXECUTORS_H_
#define CLAIRCORE_TESTING_EXECUTORS_H_

#include <chrono>
#include <cstddef>
#include <deque>
#include <memory>
#include <mutex>

#include "absl/functional/any_invocable.h"
#include "claircore/executor.h"

namespace claircore::inline v0::testing {

// Executors as unhelpful as the interface allows: results must be the same under all of them.
// Thread-safe.

// Runs nothing, ever; tasks go with it. `parallelism` is what it promises all the same.
class NeverExecutor : public Executor {
 public:
  explicit NeverExecutor(int parallelism = 4) : parallelism_(parallelism) {}
  void Schedule(absl::AnyInvocable<void() &&> task) override;
  int parallelism() const override { return parallelism_; }
  size_t scheduled() const;

 private:
  const int parallelism_;
  mutable std::mutex mutex_;
  std::deque<absl::AnyInvocable<void() &&>> tasks_;
};

// Can make no thread for a task, and says so as the standard library does: by an exception. What a
// host's executor may come to in a container with a limit on processes.
class ThreadlessExecutor : public Executor {
 public:
  void Schedule(absl::AnyInvocable<void() &&> task) override;
  int parallelism() const override { return 4; }
};

// Runs tasks when told to, on the thread that tells it, newest or oldest first. (None may run
// inside Schedule(), so there is no executor that is simply "inline".)
class ManualExecutor : public Executor {
 public:
  enum class Order { kOldestFirst, kNewestFirst };
  explicit ManualExecutor(Order order = Order::kOldestFirst) : order_(order) {}
  void Schedule(absl::AnyInvocable<void() &&> task) override;
  int parallelism() const override { return 1; }
  // Runs until none is left, also those that tasks schedule. Returns how many.
  size_t RunAll();

 private:
  const Order order_;
  std::mutex mutex_;
  std::deque<absl::AnyInvocable<void() &&>> tasks_;
};

// `threads` threads that each sleep for `delay` before a task, so that everything comes late.
std::unique_ptr<Executor> NewSlowExecutor(int threads, std::chrono::nanoseconds delay);

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_EXECUTORS_H_
