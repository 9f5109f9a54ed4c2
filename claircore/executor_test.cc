#include "claircore/executor.h"

#include <atomic>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "gtest/gtest.h"

namespace claircore {
namespace {

// Opened once; then everybody passes.
class Gate {
 public:
  void Open() {
    std::lock_guard lock(mutex_);
    open_ = true;
    changed_.notify_all();
  }
  void Pass() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [this] { return open_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool open_ = false;
};

TEST(ThreadPoolTest, RunsEveryTaskOnItsThreads) {
  const auto pool = NewThreadPool(3);
  EXPECT_EQ(pool->parallelism(), 3);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  std::atomic<int> ran = 0;
  Gate done;
  for (int i = 0; i < 100; ++i) {
    pool->Schedule([&, owned = std::make_unique<int>(i)]() mutable {
      {
        std::lock_guard lock(mutex);
        threads.insert(std::this_thread::get_id());
      }
      owned.reset();
      if (++ran == 100) done.Open();
    });
  }
  done.Pass();
  EXPECT_FALSE(threads.contains(std::this_thread::get_id()));
  EXPECT_LE(threads.size(), 3u);
}

TEST(ThreadPoolTest, TasksRunAtOnce) {
  const auto pool = NewThreadPool(2);
  Gate first, second;
  // Each waits for the other: one thread alone would hang.
  pool->Schedule([&] {
    first.Open();
    second.Pass();
  });
  Gate done;
  pool->Schedule([&] {
    first.Pass();
    second.Open();
    done.Open();
  });
  done.Pass();
}

TEST(ThreadPoolTest, TheEndDropsWhatHasNotBegunAndWaitsForTheRest) {
  const auto token = std::make_shared<int>();
  Gate begun, go;
  std::atomic<bool> finished = false;
  auto pool = NewThreadPool(0);
  EXPECT_EQ(pool->parallelism(), 1) << "at least one";
  pool->Schedule([&] {
    begun.Open();
    go.Pass();
    finished = true;
  });
  for (int i = 0; i < 10; ++i) pool->Schedule([token] { (void)token; });
  begun.Pass();
  std::thread opener([&] { go.Open(); });
  pool.reset();
  EXPECT_TRUE(finished);
  EXPECT_EQ(token.use_count(), 1) << "dropped or run, a task is destroyed";
  opener.join();
}

TEST(ThreadPoolTest, TasksMayScheduleTasks) {
  const auto pool = NewThreadPool(1);
  Gate done;
  pool->Schedule([&] { pool->Schedule([&] { done.Open(); }); });
  done.Pass();
}

}  // namespace
}  // namespace claircore
