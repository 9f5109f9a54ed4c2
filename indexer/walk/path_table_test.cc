#include "indexer/walk/path_table.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace claircore::walk {
namespace {

PathTable::Entry File(std::string_view path) {
  PathTable::Entry entry;
  entry.path = path;
  return entry;
}

TEST(PathTable, SortsManyRuns) {
  std::mt19937 random(1);
  PathTable table(1 << 30);
  std::vector<std::string> paths;
  for (int i = 0; i < 70'000; ++i) {
    paths.push_back("d" + std::to_string(random() % 50) + "/" + std::to_string(random() % 100'000));
    ASSERT_TRUE(table.Add(File(paths.back())).ok());
  }
  ASSERT_TRUE(table.Seal(Context::Background()).ok());
  std::vector<uint32_t> expected(paths.size());
  for (uint32_t i = 0; i < expected.size(); ++i) expected[i] = i;
  std::stable_sort(expected.begin(), expected.end(),
                   [&](uint32_t a, uint32_t b) { return paths[a] < paths[b]; });
  EXPECT_TRUE(table.sorted() == expected);
  for (int i = 0; i < 1000; ++i) {
    const std::string& path = paths[random() % paths.size()];
    EXPECT_EQ(table.Get(*table.Find(path)).path, path);
    EXPECT_EQ(table.Find(path + "x"), std::nullopt);
  }
  const auto [first, last] = table.Below("d7");
  EXPECT_EQ(last - first, std::count_if(paths.begin(), paths.end(), [](const std::string& path) {
              return path.starts_with("d7/");
            }));
  EXPECT_LT(table.bytes(), 100 * paths.size());
}

TEST(PathTable, KnowsWhatAPathWas) {
  PathTable table(1000);
  for (const char* path : {"a", "b", "a", "c", "a"}) ASSERT_TRUE(table.Add(File(path)).ok());
  PathTable::Entry gone = File("a");
  gone.kind = PathTable::Kind::kWhiteout;
  ASSERT_TRUE(table.Add(gone).ok());
  ASSERT_TRUE(table.Seal(Context::Background()).ok());
  EXPECT_EQ(table.Find("a"), 4u);
  EXPECT_EQ(table.FindBefore("a", 3), 2u);
  EXPECT_EQ(table.FindBefore("a", 1), 0u);
  EXPECT_EQ(table.FindBefore("c", 1), 3u);
  EXPECT_EQ(table.FindBefore("d", 1), std::nullopt);
  EXPECT_TRUE(table.Replaced(2));
  EXPECT_FALSE(table.Replaced(4));
  EXPECT_EQ(table.Below(""), std::pair(size_t{0}, size_t{6}));
}

TEST(PathTable, SealEndsWithTheContext) {
  PathTable table(1000);
  ASSERT_TRUE(table.Add(File("a")).ok());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(table.Seal(Context::Background().WithStopToken(stop.get_token())).code(),
            absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace claircore::walk
