#include "claircore/testing/faults.h"

#include <atomic>
#include <chrono>
#include <memory>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "claircore/context.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/executors.h"
#include "claircore/testing/faulty_io.h"
#include "claircore/testing/faulty_stores.h"
#include "claircore/testing/manual_clock.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using namespace std::chrono_literals;
using claircore::testing::ByteFaults;
using claircore::testing::FaultPlan;
using claircore::testing::FaultyByteSource;
using claircore::testing::ManualClock;
using claircore::testing::ManualExecutor;
using claircore::testing::NeverExecutor;
using claircore::testing::NewStringSource;

// What can be read, then '!' and the code of an error.
std::string Drain(ByteSource& source, size_t buffer_size = 4) {
  std::string all;
  std::vector<std::byte> buffer(buffer_size);
  while (true) {
    const auto n = source.Read(buffer);
    if (!n.ok()) {
      EXPECT_EQ(source.Read(buffer).status(), n.status());
      return all + '!' + absl::StatusCodeToString(n.status().code());
    }
    if (*n == 0) return all;
    all.append(reinterpret_cast<const char*>(buffer.data()), *n);
  }
}

std::string Faulty(ByteFaults faults, Context context = Context::Background()) {
  FaultyByteSource source(std::move(context), NewStringSource("0123456789"), std::move(faults));
  return Drain(source);
}

TEST(FaultyByteSourceTest, DoesWhatItIsTold) {
  EXPECT_EQ(Faulty({}), "0123456789");
  EXPECT_EQ(Faulty({.max_read = 3}), "0123456789");
  EXPECT_EQ(Faulty({.error_after = 6}), "012345!DATA_LOSS");
  EXPECT_EQ(Faulty({.error_after = 0, .error = absl::UnavailableError("x")}), "!UNAVAILABLE");
  EXPECT_EQ(Faulty({.end_after = 5}), "01234");
  EXPECT_EQ(Faulty({.flip_bit_at = 5}), "0123446789");
  EXPECT_EQ(Faulty({.read_delay = 1ms}), "0123456789");
  EXPECT_EQ(Faulty({.read_delay = 10h}, Context::Background().WithTimeout(1ms)),
            "!DEADLINE_EXCEEDED");
}

TEST(FaultPlanTest, FailsOneCallOrAllFromThere) {
  FaultPlan plan;
  EXPECT_TRUE(plan.Next().ok());
  plan.FailCall(2, absl::UnavailableError("x"));
  EXPECT_TRUE(plan.Next().ok());
  EXPECT_FALSE(plan.Next().ok());
  EXPECT_TRUE(plan.Next().ok());
  EXPECT_EQ(plan.calls(), 3u);
  plan.FailCall(1, absl::UnavailableError("x"), /*stuck=*/true);
  EXPECT_FALSE(plan.Next().ok());
  EXPECT_FALSE(plan.Next().ok());
  plan.FailNothing();
  EXPECT_TRUE(plan.Next().ok());
}

TEST(FaultyWrappersTest, FailAtTheGivenCall) {
  FaultPlan plan;
  claircore::testing::MemoryFetcher blobs;
  const LayerDescription layer = blobs.Add("bytes");
  claircore::testing::FaultyLayerFetcher fetcher(&blobs, &plan, {.end_after = 2});
  EXPECT_EQ(Drain(**fetcher.Open(Context::Background(), layer)), "by");
  plan.FailCall(1, absl::UnavailableError("injected"));
  EXPECT_EQ(fetcher.Open(Context::Background(), layer).status().code(),
            absl::StatusCode::kUnavailable);
  EXPECT_EQ(*fetcher.OpenTree(Context::Background(), layer), nullptr);

  // A call that the plan fails never reaches the store.
  claircore::testing::FaultyIndexStore index(nullptr, &plan);
  plan.FailCall(1, absl::UnavailableError("injected"));
  EXPECT_FALSE(index.RegisterScanners(Context::Background(), {}).ok());
  claircore::testing::FaultyVulnerabilityStore store(nullptr, &plan);
  plan.FailCall(1, absl::UnavailableError("injected"));
  EXPECT_FALSE(store.ListUpdates(Context::Background(), "").ok());

  const auto disk = NewTemporaryDirectory(::testing::TempDir());
  claircore::testing::FaultyTemporaryStorage storage(disk.get(), &plan);
  plan.FailCall(2, absl::ResourceExhaustedError("full"));
  const auto file = storage.Create(Context::Background());
  ASSERT_TRUE(file.ok()) << file.status();
  const std::byte byte{1};
  EXPECT_FALSE((*file)->Append(std::span(&byte, 1)).ok());
  EXPECT_TRUE((*file)->Append(std::span(&byte, 1)).ok());
  EXPECT_EQ((*file)->size(), 1u);
}

TEST(ManualClockTest, MovesByHandAndEndsContexts) {
  ManualClock clock;
  const Context context = Context::Background().WithClock(&clock).WithTimeout(1min);
  const auto now = clock.Now();
  EXPECT_TRUE(context.Check().ok());
  clock.Advance(2min);
  EXPECT_EQ(context.Check().code(), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(clock.Now() - now, 2min);
  const auto steady = clock.Steady();
  clock.SetNow(now);
  EXPECT_EQ(clock.Now(), now);
  EXPECT_EQ(clock.Steady(), steady);
}

TEST(ExecutorsTest, RunNeverLateOrByHand) {
  std::string ran;
  NeverExecutor never;
  never.Schedule([&] { ran += "never"; });
  EXPECT_EQ(never.scheduled(), 1u);
  ManualExecutor newest(ManualExecutor::Order::kNewestFirst), oldest;
  for (ManualExecutor* executor : {&newest, &oldest}) {
    for (char c : {'a', 'b'}) {
      executor->Schedule([&ran, c, executor] {
        ran += c;
        if (c == 'a') executor->Schedule([&ran] { ran += 'c'; });
      });
    }
    EXPECT_EQ(executor->RunAll(), 3u);
  }
  EXPECT_EQ(ran, "bacabc");
  std::atomic<int> late = 0;
  {
    const auto slow = claircore::testing::NewSlowExecutor(2, 1ms);
    for (int i = 0; i < 4; ++i) slow->Schedule([&] { ++late; });
    while (late < 4) std::this_thread::yield();
  }
  EXPECT_EQ(late, 4);
}

}  // namespace
}  // namespace claircore
