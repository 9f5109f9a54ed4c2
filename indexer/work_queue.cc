#include "indexer/work_queue.h"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <utility>

#include "claircore/internal/guard.h"

namespace claircore::internal {

// Kept alive by helpers that the executor runs late, perhaps after the call has ended.
struct WorkQueue::Shared {
  explicit Shared(Executor* e) : executor(e) {}

  Executor* const executor;
  std::mutex mutex;
  std::condition_variable changed;
  std::deque<Task> tasks;  // guarded by mutex
  int running = 0;         // guarded by mutex
  int helpers = 0;         // guarded by mutex; those scheduled and not ended
  absl::Status thrown;     // guarded by mutex; by a task

  // Runs tasks until there are none. `lock` holds `mutex`.
  void Work(std::unique_lock<std::mutex>& lock) {
    while (!tasks.empty()) {
      Task task = std::move(tasks.front());
      tasks.pop_front();
      ++running;
      lock.unlock();
      absl::Status status = Guarded([&]() -> absl::Status {
        std::move(task)();
        return absl::OkStatus();
      });
      task = nullptr;  // what it held must be gone before it counts as ended
      lock.lock();
      thrown.Update(status);
      --running;
    }
    if (running == 0) changed.notify_all();
  }
};

WorkQueue::WorkQueue(Executor* executor) : shared_(std::make_shared<Shared>(executor)) {}

WorkQueue::~WorkQueue() { Drain().IgnoreError(); }

void WorkQueue::Add(Task task) { Push(std::move(task), false); }

void WorkQueue::AddFirst(Task task) { Push(std::move(task), true); }

void WorkQueue::Push(Task task, bool first) {
  bool help = false;
  {
    std::lock_guard lock(shared_->mutex);
    if (first) {
      shared_->tasks.push_front(std::move(task));
    } else {
      shared_->tasks.push_back(std::move(task));
    }
    help = shared_->executor != nullptr && shared_->helpers < shared_->executor->parallelism();
    if (help) ++shared_->helpers;
  }
  shared_->changed.notify_all();
  if (!help) return;
  const bool scheduled = TrySchedule(*shared_->executor, [shared = shared_] {
    std::unique_lock lock(shared->mutex);
    shared->Work(lock);
    --shared->helpers;
  });
  if (scheduled) return;
  std::lock_guard lock(shared_->mutex);
  --shared_->helpers;
}

absl::Status WorkQueue::Drain() {
  std::unique_lock lock(shared_->mutex);
  while (true) {
    shared_->Work(lock);
    if (shared_->tasks.empty() && shared_->running == 0) {
      return std::exchange(shared_->thrown, absl::OkStatus());
    }
    shared_->changed.wait(lock,
                          [this] { return !shared_->tasks.empty() || shared_->running == 0; });
  }
}

}  // namespace claircore::internal
