#ifndef UPDATER_PARALLEL_H_
#define UPDATER_PARALLEL_H_

#include <cstddef>
#include <functional>

#include "absl/status/status.h"
#include "claircore/executor.h"

namespace claircore::update {

// Calls work(0) .. work(count - 1), each once, on the calling thread and on as many tasks of
// `executor` as it says may run; returns when all have ended. No task waits for another, and a task
// that begins after the end touches nothing but its own state. `executor` may be null. What the
// call with the lowest number that threw an exception threw; the others have run all the same.
absl::Status ParallelFor(Executor* executor, size_t count, const std::function<void(size_t)>& work);

}  // namespace claircore::update

#endif  // UPDATER_PARALLEL_H_
