#include "indexer/walk/byte_budget.h"

#include <atomic>
#include <chrono>
#include <stop_token>
#include <thread>
#include <vector>

#include "gtest/gtest.h"

namespace claircore::walk {
namespace {

using std::chrono::milliseconds;

TEST(ByteBudget, FilesGetHalfAndWhatLoansLeave) {
  const auto budget = std::make_shared<ByteBudget>(100);
  EXPECT_FALSE(budget->TryTake(51));
  EXPECT_TRUE(budget->TryTake(30));
  auto loan = ByteBudget::Borrow(budget, Context::Background(), 60);
  ASSERT_TRUE(loan.ok());
  EXPECT_FALSE(budget->TryTake(11));
  EXPECT_TRUE(budget->TryTake(10));
  *loan = ByteBudget::Loan();
  EXPECT_TRUE(budget->TryTake(10));
  budget->Return(50);
  EXPECT_TRUE(budget->TryTake(50));
}

TEST(ByteBudget, WhoNeedsMoreThanThereIsGetsAll) {
  const auto budget = std::make_shared<ByteBudget>(100);
  ASSERT_TRUE(budget->TryTake(50));  // files are not waited for
  const auto loan = ByteBudget::Borrow(budget, Context::Background(), 1000);
  ASSERT_TRUE(loan.ok());
  EXPECT_FALSE(budget->TryTake(1));
  EXPECT_EQ(ByteBudget::Borrow(budget, Context::Background().WithTimeout(milliseconds(1)), 1)
                .status()
                .code(),
            absl::StatusCode::kDeadlineExceeded);
}

TEST(ByteBudget, LoansWaitForEachOther) {
  const auto budget = std::make_shared<ByteBudget>(100);
  std::atomic<uint64_t> lent{0}, most{0};
  std::vector<std::thread> threads;
  for (int t = 0; t < 8; ++t) {
    threads.emplace_back([&, t] {
      for (int i = 0; i < 50; ++i) {
        const uint64_t bytes = static_cast<uint64_t>(1 + (t * 37 + i * 11) % 100);
        const auto loan = ByteBudget::Borrow(budget, Context::Background(), bytes);
        ASSERT_TRUE(loan.ok());
        const uint64_t now = lent += bytes;
        uint64_t before = most;
        while (before < now && !most.compare_exchange_weak(before, now)) {
        }
        lent -= bytes;
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_LE(most, 100u);
}

// A large loan is not passed by small ones for ever, and who gives up does not hold up the others.
TEST(ByteBudget, FirstComeFirstServed) {
  const auto budget = std::make_shared<ByteBudget>(100);
  auto first = ByteBudget::Borrow(budget, Context::Background(), 60);
  std::stop_source stop;
  std::atomic<int> served{0};
  std::thread large([&] {
    const auto loan =
        ByteBudget::Borrow(budget, Context::Background().WithStopToken(stop.get_token()), 100);
    EXPECT_EQ(loan.status().code(), absl::StatusCode::kCancelled);
    ++served;
  });
  std::this_thread::sleep_for(milliseconds(30));
  std::thread small([&] {
    EXPECT_TRUE(ByteBudget::Borrow(budget, Context::Background(), 10).ok());
    ++served;
  });
  stop.request_stop();
  large.join();
  small.join();
  EXPECT_EQ(served, 2);
}

}  // namespace
}  // namespace claircore::walk
