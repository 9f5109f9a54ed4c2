#ifndef CLAIRCORE_EXECUTOR_H_
#define CLAIRCORE_EXECUTOR_H_

#include <memory>

#include "absl/functional/any_invocable.h"

namespace claircore::inline v0 {

// Runs the engines' tasks on the host's threads. Thread-safe.
// A task may wait for the host's I/O, never for another task; the thread that called the engine
// always takes part, so an executor that runs nothing only makes things slow.
class Executor {
 public:
  virtual ~Executor() = default;
  // Runs `task` once, at any time, on any thread; or never, if the executor is destroyed first.
  // Must not run it inside this call. May fail by an exception when there is no thread or memory
  // for it: the engine then does the work on the thread that called it.
  virtual void Schedule(absl::AnyInvocable<void() &&> task) = 0;
  // How many tasks may run at once: a hint for how finely to cut work. At least 1.
  virtual int parallelism() const = 0;
};

// `threads` threads of its own, at least 1, or as many as the process may make. Its destructor
// drops what has not begun and waits for what has.
std::unique_ptr<Executor> NewThreadPool(int threads);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_EXECUTOR_H_
