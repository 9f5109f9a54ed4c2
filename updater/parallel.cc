#include "updater/parallel.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <utility>

#include "claircore/internal/guard.h"

namespace claircore::update {
namespace {

// Outlives the call when the executor is slow to begin, or never begins, a task.
struct Shared {
  std::mutex mutex;
  std::condition_variable idle;
  const std::function<void(size_t)>* work = nullptr;   // the caller's: used while running > 0
  size_t next = 0, count = 0;                          // guarded by mutex
  size_t running = 0;                                  // guarded by mutex
  size_t failed = std::numeric_limits<size_t>::max();  // guarded by mutex; who threw `thrown`
  absl::Status thrown;                                 // guarded by mutex

  void Take() {
    std::unique_lock lock(mutex);
    while (next < count) {
      const size_t i = next++;
      ++running;
      lock.unlock();
      absl::Status status = internal::Guarded([&]() -> absl::Status {
        (*work)(i);
        return absl::OkStatus();
      });
      lock.lock();
      if (!status.ok() && i < failed) {
        failed = i;
        thrown = std::move(status);
      }
      if (--running == 0) idle.notify_all();
    }
  }
};

}  // namespace

absl::Status ParallelFor(Executor* executor, size_t count,
                         const std::function<void(size_t)>& work) {
  auto shared = std::make_shared<Shared>();
  shared->work = &work;
  shared->count = count;
  if (executor != nullptr && count > 1) {
    const size_t tasks = std::min(count - 1, static_cast<size_t>(executor->parallelism()));
    for (size_t i = 0; i < tasks; ++i) {
      if (!internal::TrySchedule(*executor, [shared] { shared->Take(); })) break;
    }
  }
  shared->Take();
  std::unique_lock lock(shared->mutex);
  shared->idle.wait(lock, [&] { return shared->running == 0; });
  return shared->thrown;
}

}  // namespace claircore::update
