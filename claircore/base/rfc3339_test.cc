#include "claircore/base/rfc3339.h"

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace claircore::base {
namespace {

int64_t Seconds(std::string_view text) {
  const auto time = ParseRfc3339(text);
  return time.has_value() ? time->time_since_epoch().count() : -1;
}

TEST(Rfc3339Test, Parses) {
  EXPECT_EQ(Seconds("1970-01-02T00:00:01Z"), 86401);
  EXPECT_EQ(Seconds("2024-02-29T12:00:00.123456Z"), 1709208000);
  EXPECT_EQ(Seconds("2024-02-29t12:00:00z"), 1709208000);
  EXPECT_EQ(Seconds("2024-02-29 14:00:00+02:00"), 1709208000);
  EXPECT_EQ(Seconds("2024-02-29T09:30:00-02:30"), 1709208000);
  EXPECT_EQ(Seconds("2024-02-29"), 1709164800);
  EXPECT_EQ(Seconds("2016-12-31T23:59:60Z"), 1483228800) << "a leap second";
  for (const char* bad :
       {"", "2023-02-29", "2024-13-01", "2024-1-1", "2024-01-01T", "x", "-023-01-01",
        "2024-01-01T00:00:00", "2024-01-01T24:00:00Z", "2024-01-01T00:00:00.Z",
        "2024-01-01T00:00:00Zz", "2024-01-01T00:00:00+1:00", "2024-01-01T00:00:00+24:00",
        "2024-01-01T00:60:00Z"}) {
    EXPECT_EQ(Seconds(bad), -1) << bad;
  }
}

TEST(Rfc3339Test, ThereAndBack) {
  constexpr int64_t kFirst = -62167219200, kLast = 253402300799;  // years 0 and 9999
  EXPECT_EQ(FormatRfc3339(std::chrono::sys_seconds(std::chrono::seconds(kFirst))),
            "0000-01-01T00:00:00Z");
  EXPECT_EQ(FormatRfc3339(std::chrono::sys_seconds(std::chrono::seconds(kLast))),
            "9999-12-31T23:59:59Z");
  for (int64_t at = kFirst; at <= kLast; at += 86400 * 97 + 3601) {
    const std::chrono::sys_seconds time{std::chrono::seconds(at)};
    ASSERT_EQ(ParseRfc3339(FormatRfc3339(time)), time) << at;
  }
}

}  // namespace
}  // namespace claircore::base
