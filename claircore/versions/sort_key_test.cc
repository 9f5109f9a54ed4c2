#include "claircore/versions/sort_key.h"

#include <algorithm>
#include <cstdint>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace claircore::versions {
namespace {

std::string Key(std::string_view digits) {
  std::string key;
  AppendNumber(digits, key);
  return key;
}

TEST(SortKeyTest, NumbersOrderByValueAndAreEqualByValue) {
  const std::vector<std::string> rising = {"0",
                                           "1",
                                           "95",
                                           "96",
                                           "351",
                                           "352",
                                           "10335",
                                           "10336",
                                           "796767",
                                           "796768",
                                           "16777215",
                                           "16777216",
                                           "20240131",
                                           "4294967295",
                                           "4294967296",
                                           "999999999999999999",
                                           "9999999999999999999",
                                           "10000000000000000000",
                                           "18446744073709551616",
                                           "99999999999999999999999"};
  for (size_t i = 0; i + 1 < rising.size(); ++i) {
    EXPECT_LT(Key(rising[i]), Key(rising[i + 1])) << rising[i];
  }
  for (const std::string& number : rising) EXPECT_EQ(Key(number), Key("000" + number));
  EXPECT_EQ(Key(""), Key("0"));
  EXPECT_EQ(Key("95").size(), 1u);
  EXPECT_EQ(Key("10335").size(), 2u);
  EXPECT_EQ(Key("20240131").size(), 5u);
}

TEST(SortKeyTest, NumbersArePrefixFree) {
  std::vector<std::string> keys;
  for (uint64_t n = 0; n < 3'000'000; n = n < 20'000 ? n + 1 : n + 997) {
    std::string key;
    AppendNumber(n, key);
    if (!keys.empty()) {
      ASSERT_LT(keys.back(), key) << n;
      ASSERT_NE(key.compare(0, keys.back().size(), keys.back()), 0) << n;
    }
    keys.push_back(key);
  }
}

TEST(SortKeyTest, ReversedNumbersFall) {
  std::string small, large;
  AppendReversedNumber(95, small);
  AppendReversedNumber(96, large);
  EXPECT_GT(small, large);
}

TEST(SortKeyTest, TextSortsBehindItsPrefix) {
  const auto key = [](std::string_view text) {
    std::string out;
    AppendAnyText(text, out);
    return out;
  };
  const std::vector<std::string> rising = {
      "",    std::string(1, '\0'), std::string(2, '\0'), "\1", "\1a", "\2", "\3", "a", "aa", "b",
      "\xff"};
  for (size_t i = 0; i + 1 < rising.size(); ++i) EXPECT_LT(key(rising[i]), key(rising[i + 1])) << i;
}

}  // namespace
}  // namespace claircore::versions
