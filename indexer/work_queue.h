#ifndef CLAIRCORE_INDEXER_WORK_QUEUE_H_
#define CLAIRCORE_INDEXER_WORK_QUEUE_H_

#include <memory>

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "claircore/executor.h"

namespace claircore::internal {

// The tasks of one call. The caller works them off itself, and the executor's threads help as far
// as they come to it. Tasks may add tasks but never wait for any, so nothing can lock up, even on
// an executor that never runs anything. Thread-safe.
class WorkQueue {
 public:
  using Task = absl::AnyInvocable<void() &&>;

  // `executor` may be null.
  explicit WorkQueue(Executor* executor);
  // Waits for tasks that run. Helpers that the executor has yet to begin will find nothing to do.
  ~WorkQueue();
  WorkQueue(const WorkQueue&) = delete;
  WorkQueue& operator=(const WorkQueue&) = delete;

  // Throws, with nothing added, where there is no memory for it.
  void Add(Task task);
  // Before all that wait: for what frees memory when it is done.
  void AddFirst(Task task);
  // Returns when every task, also those added meanwhile, has run: what the first of those that
  // threw an exception threw, if any did since the last call. Only the caller's thread, never a
  // task, may call this.
  absl::Status Drain();

 private:
  struct Shared;
  void Push(Task task, bool first);
  const std::shared_ptr<Shared> shared_;
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_WORK_QUEUE_H_
