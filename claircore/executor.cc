#include "claircore/executor.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <system_error>
#include <thread>
#include <utility>
#include <vector>

namespace claircore::inline v0 {
namespace {

class ThreadPool final : public Executor {
 public:
  explicit ThreadPool(int threads) {
    threads_.reserve(threads);
    try {
      while (static_cast<int>(threads_.size()) < threads) {
        threads_.emplace_back([this] { Work(); });
      }
    } catch (const std::system_error&) {
      // As many as the process may have, be it none: the engines' callers take part in all work.
    }
  }

  ~ThreadPool() override {
    std::deque<absl::AnyInvocable<void() &&>> dropped;
    {
      std::lock_guard lock(mutex_);
      stopping_ = true;
      dropped.swap(tasks_);
    }
    wake_.notify_all();
    for (std::thread& thread : threads_) thread.join();
  }

  void Schedule(absl::AnyInvocable<void() &&> task) override {
    {
      std::lock_guard lock(mutex_);
      if (stopping_) return;
      tasks_.push_back(std::move(task));
    }
    wake_.notify_one();
  }

  int parallelism() const override { return std::max(static_cast<int>(threads_.size()), 1); }

 private:
  void Work() {
    while (true) {
      absl::AnyInvocable<void() &&> task;
      {
        std::unique_lock lock(mutex_);
        wake_.wait(lock, [this] { return stopping_ || !tasks_.empty(); });
        if (stopping_) return;
        task = std::move(tasks_.front());
        tasks_.pop_front();
      }
      std::move(task)();
    }
  }

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<absl::AnyInvocable<void() &&>> tasks_;  // guarded by mutex_
  bool stopping_ = false;                            // guarded by mutex_
  std::vector<std::thread> threads_;
};

}  // namespace

std::unique_ptr<Executor> NewThreadPool(int threads) {
  return std::make_unique<ThreadPool>(std::max(threads, 1));
}

}  // namespace claircore::inline v0
