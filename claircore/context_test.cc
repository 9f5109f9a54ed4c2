#include "claircore/context.h"

#include <chrono>
#include <stop_token>

#include "gtest/gtest.h"

namespace claircore {
namespace {

using namespace std::chrono_literals;

class StillClock : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override { return {}; }
  std::chrono::steady_clock::time_point Steady() const override { return steady; }
  std::chrono::steady_clock::time_point steady{1h};
};

absl::StatusCode Code(const Context& context) {
  EXPECT_EQ(context.done(), !context.Check().ok());
  return context.Check().code();
}

TEST(ContextTest, TheBackgroundNeverEnds) {
  const Context context = Context::Background();
  EXPECT_EQ(Code(context), absl::StatusCode::kOk);
  EXPECT_FALSE(context.deadline().has_value());
  EXPECT_EQ(&context.clock(), &Clock::System());
  EXPECT_EQ(&context.observer(), &Observer::None());
}

TEST(ContextTest, TheEarliestDeadlineCounts) {
  StillClock clock;
  const Context context = Context::Background().WithClock(&clock).WithTimeout(5s);
  EXPECT_EQ(context.deadline(), clock.steady + 5s);
  EXPECT_EQ(context.WithTimeout(9s).deadline(), clock.steady + 5s);
  EXPECT_EQ(context.WithTimeout(2s).deadline(), clock.steady + 2s);
  clock.steady += 5s - 1ns;
  EXPECT_EQ(Code(context), absl::StatusCode::kOk);
  clock.steady += 1ns;
  EXPECT_EQ(Code(context), absl::StatusCode::kDeadlineExceeded);
  EXPECT_EQ(Code(context.WithTimeout(9s)), absl::StatusCode::kDeadlineExceeded);
}

TEST(ContextTest, AnyStopCounts) {
  for (int stopped = 0; stopped < 3; ++stopped) {
    std::stop_source sources[3];
    Context context = Context::Background();
    for (const std::stop_source& source : sources) {
      context = context.WithStopToken(source.get_token()).WithTimeout(1h);
    }
    EXPECT_EQ(Code(context), absl::StatusCode::kOk);
    sources[stopped].request_stop();
    EXPECT_EQ(Code(context), absl::StatusCode::kCancelled) << stopped;
  }
}

TEST(ContextTest, DerivingLeavesTheParentAlone) {
  std::stop_source source;
  source.request_stop();
  const Context parent = Context::Background();
  const Context child = parent.WithStopToken(source.get_token()).WithTimeout(-1s);
  EXPECT_EQ(Code(parent), absl::StatusCode::kOk);
  EXPECT_EQ(Code(child), absl::StatusCode::kCancelled) << "stopped before late";
  // An empty token never stops, and hides no other.
  EXPECT_EQ(Code(child.WithStopToken(std::stop_token())), absl::StatusCode::kCancelled);
}

TEST(ContextTest, CarriesItsObserver) {
  Observer observer;
  const Context context = Context::Background().WithObserver(&observer).WithTimeout(1s);
  EXPECT_EQ(&context.observer(), &observer);
  context.observer().Log(LogLevel::kInfo, "ignored");
}

}  // namespace
}  // namespace claircore
