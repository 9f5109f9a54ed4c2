#include "claircore/testing/executors.h"

#include <system_error>
#include <thread>
#include <utility>

namespace claircore::inline v0::testing {
namespace {

class SlowExecutor : public Executor {
 public:
  SlowExecutor(int threads, std::chrono::nanoseconds delay)
      : delay_(delay), pool_(NewThreadPool(threads)) {}
  void Schedule(absl::AnyInvocable<void() &&> task) override {
    pool_->Schedule([delay = delay_, task = std::move(task)]() mutable {
      std::this_thread::sleep_for(delay);
      std::move(task)();
    });
  }
  int parallelism() const override { return pool_->parallelism(); }

 private:
  const std::chrono::nanoseconds delay_;
  const std::unique_ptr<Executor> pool_;
};

}  // namespace

void NeverExecutor::Schedule(absl::AnyInvocable<void() &&> task) {
  std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
}

size_t NeverExecutor::scheduled() const {
  std::lock_guard lock(mutex_);
  return tasks_.size();
}

void ThreadlessExecutor::Schedule(absl::AnyInvocable<void() &&>) {
  throw std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again));
}

void ManualExecutor::Schedule(absl::AnyInvocable<void() &&> task) {
  std::lock_guard lock(mutex_);
  tasks_.push_back(std::move(task));
}

size_t ManualExecutor::RunAll() {
  for (size_t ran = 0;; ++ran) {
    absl::AnyInvocable<void() &&> task;
    {
      std::lock_guard lock(mutex_);
      if (tasks_.empty()) return ran;
      if (order_ == Order::kOldestFirst) {
        task = std::move(tasks_.front());
        tasks_.pop_front();
      } else {
        task = std::move(tasks_.back());
        tasks_.pop_back();
      }
    }
    std::move(task)();
  }
}

std::unique_ptr<Executor> NewSlowExecutor(int threads, std::chrono::nanoseconds delay) {
  return std::make_unique<SlowExecutor>(threads, delay);
}

}  // namespace claircore::inline v0::testing
