#include "claircore/internal/guard.h"

#include <pthread.h>

#include <memory>
#include <new>
#include <stdexcept>
#include <string>
#include <system_error>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/testing/executors.h"
#include "gtest/gtest.h"

namespace claircore::internal {
namespace {

TEST(GuardTest, WhatIsReturnedPasses) {
  EXPECT_TRUE(Guarded([] { return absl::OkStatus(); }).ok());
  const absl::StatusOr<int> seven = Guarded([]() -> absl::StatusOr<int> { return 7; });
  ASSERT_TRUE(seven.ok());
  EXPECT_EQ(*seven, 7);
}

TEST(GuardTest, WhatIsThrownIsAStatus) {
  const auto code = [](auto thrown) {
    return Guarded([&]() -> absl::Status { throw thrown; }).code();
  };
  EXPECT_EQ(code(std::bad_alloc()), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code(std::length_error("x")), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(
      code(std::system_error(std::make_error_code(std::errc::resource_unavailable_try_again))),
      absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code(std::runtime_error("x")), absl::StatusCode::kInternal);
  EXPECT_EQ(code(7), absl::StatusCode::kInternal);
  const auto large = Guarded([]() -> absl::StatusOr<size_t> {
    return std::string(std::string().max_size() / 2, 'x').size();  // more than any machine has
  });
  EXPECT_EQ(large.status().code(), absl::StatusCode::kResourceExhausted);
}

TEST(GuardTest, AnExecutorWithoutThreadsIsNoError) {
  testing::ThreadlessExecutor none;
  const auto token = std::make_shared<int>();
  EXPECT_FALSE(TrySchedule(none, [token] { (void)token; }));
  EXPECT_EQ(token.use_count(), 1);
  testing::ManualExecutor some;
  int ran = 0;
  EXPECT_TRUE(TrySchedule(some, [&] { ++ran; }));
  some.RunAll();
  EXPECT_EQ(ran, 1);
}

// No thread has room for a stack of this size, so that none can be made while this lives.
class NoThreads {
 public:
  NoThreads() {
    pthread_getattr_default_np(&before_);
    pthread_attr_t huge;
    pthread_attr_init(&huge);
    pthread_attr_setstacksize(&huge, size_t{1} << 47);
    pthread_setattr_default_np(&huge);
    pthread_attr_destroy(&huge);
  }
  ~NoThreads() {
    pthread_setattr_default_np(&before_);
    pthread_attr_destroy(&before_);
  }

 private:
  pthread_attr_t before_;
};

TEST(ThreadPoolTest, ThreadsThatCannotBeMadeAreDoneWithout) {
  std::unique_ptr<Executor> pool;
  {
    const NoThreads none;
    pool = NewThreadPool(8);
  }
  ASSERT_NE(pool, nullptr);
  EXPECT_EQ(pool->parallelism(), 1) << "a hint, and at least that";
  const auto token = std::make_shared<int>();
  pool->Schedule([token] { (void)token; });  // never runs, and goes with it
  pool.reset();
  EXPECT_EQ(token.use_count(), 1);
}

}  // namespace
}  // namespace claircore::internal
