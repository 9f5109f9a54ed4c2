#include "claircore/internal/hash_map.h"

#include <new>
#include <string>
#include <utility>

#include "claircore/testing/allocations.h"
#include "gtest/gtest.h"

namespace claircore::internal {
namespace {

TEST(HashMapTest, IsAMap) {
  HashMap<std::string, int> map;
  map["a"] = 1;
  EXPECT_TRUE(map.try_emplace("b", 2).second);
  EXPECT_FALSE(map.emplace("b", 3).second);
  EXPECT_FALSE(map.insert({"a", 4}).second);
  map.insert_or_assign("c", 5);
  HashMap<std::string, int> copy = map;
  EXPECT_EQ(copy, map);
  copy["d"] = 6;
  map = copy;
  EXPECT_EQ(map.size(), 4);
  const HashMap<std::string, int> moved = std::move(map);
  EXPECT_EQ(moved.at("b"), 2);
  const HashSet<int> set = {1, 2, 2};
  EXPECT_EQ(set.size(), 2);
}

// However little there is, what the table has stays good.
TEST(HashMapTest, GrowsOrStaysAsItIs) {
  for (size_t bytes = 0; bytes < 400'000; bytes += 997) {
    HashMap<uint64_t, uint64_t> map;
    HashSet<uint64_t> set;
    uint64_t n = 0;
    bool failed = false;
    {
      const testing::MemoryLimit limit(bytes);
      try {
        for (; n < 5000; ++n) {
          map[n] = n;
          set.insert(n);
        }
      } catch (const std::bad_alloc&) {
        failed = true;
      }
    }
    EXPECT_GE(map.size(), n);
    for (uint64_t i = 0; i < n; ++i) ASSERT_EQ(map.at(i), i);
    for (; n < 6000; ++n) map[n] = set.insert(n).second;  // it can go on
    EXPECT_EQ(map.size(), 6000);
    if (!failed) return;
  }
  if (testing::AllocationsOfThisThread().has_value()) FAIL() << "never had enough";
}

}  // namespace
}  // namespace claircore::internal
