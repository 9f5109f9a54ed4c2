#include "matcher/parallel.h"

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <memory>
#include <mutex>
#include <optional>
#include <vector>

#include "claircore/internal/guard.h"

namespace claircore::matcher {
namespace {

// Shared with tasks, which may begin after the call is over: those find `over` and touch nothing
// of the caller's.
class State {
 public:
  State(size_t n, size_t slots, absl::FunctionRef<void(size_t, size_t)> make)
      : n_(n), made_(slots, false), thrown_(slots), make_(make) {}

  // What a task does: makes all that there is room for. Ends where it would have to wait.
  void Work() {
    while (MakeOne()) {
    }
    std::lock_guard lock(mutex_);
    --tasks_;
  }

  // Makes the next one. False if there is none or no room.
  bool MakeOne() {
    size_t i;
    {
      std::lock_guard lock(mutex_);
      if (over_ || next_ == n_ || next_ == taken_ + made_.size()) return false;
      i = next_++;
      ++running_;
    }
    absl::Status status = internal::Guarded([&]() -> absl::Status {
      make_(i, i % made_.size());
      return absl::OkStatus();
    });
    {
      std::lock_guard lock(mutex_);
      thrown_[i % made_.size()] = std::move(status);
      made_[i % made_.size()] = true;
      --running_;
    }
    wake_.notify_all();
    return true;
  }

  // How many tasks to start now, which then count as started.
  size_t TasksToStart(size_t most) {
    std::lock_guard lock(mutex_);
    const size_t room = std::min(n_, taken_ + made_.size()) - next_;
    const size_t wanted = std::min(most, room);
    const size_t start = wanted > tasks_ ? wanted - tasks_ : 0;
    tasks_ += start;
    return start;
  }

  // Waits for `i`, which somebody makes. What making it threw.
  absl::Status Wait(size_t i) {
    std::unique_lock lock(mutex_);
    wake_.wait(lock, [&] { return made_[i % made_.size()]; });
    return thrown_[i % made_.size()];
  }

  // Tasks that nobody will run.
  void NotStarted(size_t n) {
    std::lock_guard lock(mutex_);
    tasks_ -= n;
  }

  bool Made(size_t i) {
    std::lock_guard lock(mutex_);
    return made_[i % made_.size()];
  }

  void Taken(size_t i) {
    std::lock_guard lock(mutex_);
    made_[i % made_.size()] = false;
    taken_ = i + 1;
  }

  void End() {
    std::unique_lock lock(mutex_);
    over_ = true;
    wake_.wait(lock, [&] { return running_ == 0; });
  }

 private:
  const size_t n_;
  std::mutex mutex_;
  std::condition_variable wake_;
  size_t next_ = 0;     // guarded by mutex_, as all below
  size_t taken_ = 0;    // all before it were taken
  size_t running_ = 0;  // being made
  size_t tasks_ = 0;    // scheduled or at work
  bool over_ = false;
  std::vector<bool> made_;                        // by slot
  std::vector<absl::Status> thrown_;              // by slot
  absl::FunctionRef<void(size_t, size_t)> make_;  // the caller's, until over_
};

}  // namespace

absl::Status InOrder(Executor* executor, size_t n, size_t slots,
                     absl::FunctionRef<void(size_t, size_t)> make,
                     absl::FunctionRef<absl::Status(size_t, size_t)> take) {
  const auto state = std::make_shared<State>(n, std::max<size_t>(slots, 1), make);
  const size_t helpers = executor == nullptr ? 0 : std::max(executor->parallelism(), 1);
  absl::Status status;
  for (size_t i = 0; i < n && status.ok(); ++i) {
    for (size_t t = state->TasksToStart(helpers); t > 0; --t) {
      if (internal::TrySchedule(*executor, [state] { state->Work(); })) continue;
      state->NotStarted(t);
      break;
    }
    // Makes others while somebody is at number i.
    while (!state->Made(i) && state->MakeOne()) {
    }
    status = state->Wait(i);
    if (!status.ok()) break;
    status = internal::Guarded([&] { return take(i, i % std::max<size_t>(slots, 1)); });
    state->Taken(i);
  }
  state->End();
  return status;
}

}  // namespace claircore::matcher
