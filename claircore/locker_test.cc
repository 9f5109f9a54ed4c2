#include "claircore/locker.h"

#include <algorithm>
#include <chrono>
#include <memory>
#include <stop_token>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace claircore {
namespace {

using namespace std::chrono_literals;

TEST(LocalLockerTest, OneHolderAKey) {
  const auto locker = NewLocalLocker();
  auto a = locker->Acquire(Context::Background(), "a");
  ASSERT_TRUE(a.ok());
  EXPECT_FALSE((*a)->lost());
  EXPECT_EQ(*locker->TryAcquire(Context::Background(), "a"), nullptr);
  EXPECT_NE(*locker->TryAcquire(Context::Background(), "b"), nullptr);
  a->reset();
  EXPECT_NE(*locker->TryAcquire(Context::Background(), "a"), nullptr);
}

TEST(LocalLockerTest, WaitersComeInTurn) {
  const auto locker = NewLocalLocker();
  int inside = 0, most = 0;  // guarded by the lock under test, which TSan sees
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&] {
      for (int i = 0; i < 50; ++i) {
        const auto lock = locker->Acquire(Context::Background(), "key");
        ASSERT_TRUE(lock.ok());
        most = std::max(most, ++inside);
        --inside;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(most, 1);
}

TEST(LocalLockerTest, WaitingEndsWithTheContext) {
  const auto locker = NewLocalLocker();
  const auto held = locker->Acquire(Context::Background(), "key");
  ASSERT_TRUE(held.ok());
  EXPECT_EQ(locker->Acquire(Context::Background().WithTimeout(20ms), "key").status().code(),
            absl::StatusCode::kDeadlineExceeded);
  std::stop_source stop;
  std::thread stopper([&] {
    std::this_thread::sleep_for(20ms);
    stop.request_stop();
  });
  EXPECT_EQ(
      locker->Acquire(Context::Background().WithStopToken(stop.get_token()), "key").status().code(),
      absl::StatusCode::kCancelled);
  stopper.join();
}

TEST(LocalLockerTest, LocksMayOutliveTheLocker) {
  auto locker = NewLocalLocker();
  auto lock = locker->Acquire(Context::Background(), "key");
  locker.reset();
  ASSERT_TRUE(lock.ok());
  lock->reset();
}

}  // namespace
}  // namespace claircore
