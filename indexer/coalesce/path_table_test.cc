#include "indexer/coalesce/path_table.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "gtest/gtest.h"
#include "indexer/coalesce/test_layers.h"

namespace claircore::internal {
namespace {

std::string Dump(const PathTable& table) {
  std::string text;
  for (PathTable::Cursor c(table, 0); c.valid(); c.Next()) {
    const PathFact& fact = c.fact();
    text += std::string(c.path()) + (fact.entry ? " e" : " ") +
            std::to_string(static_cast<int>(fact.type)) + (fact.whiteout ? " w" : "") +
            (fact.opaque ? " o" : "");
    if (!fact.link_target.empty()) text += " > " + std::string(fact.link_target);
    text += "\n";
  }
  return text;
}

std::vector<std::string> ManyPaths() {
  std::vector<std::string> lines = {"*", "!usr/lib/old", "*var/cache", "bin -> usr/bin"};
  for (int i = 0; i < 500; ++i) {
    const std::string n = std::to_string(i * 7919 % 1000);
    lines.push_back("usr/share/doc/p" + n + "/copyright");
    if (i % 10 == 0) lines.push_back("usr/share/doc/p" + n + "/");
    if (i % 50 == 0) lines.push_back("usr/lib/l" + n + " -> usr/share/doc/p" + n);
  }
  return lines;
}

TEST(PathTableTest, RoundTripKeepsEverything) {
  const auto table = TableOf(ManyPaths());
  const auto blob = table->Encode(Context::Background());
  ASSERT_TRUE(blob.ok()) << blob.status();
  const auto decoded = PathTable::Decode(Context::Background(), *blob);
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(Dump(*decoded), Dump(*table));
  EXPECT_EQ(decoded->size(), table->size());
  EXPECT_EQ(*decoded->Encode(Context::Background()), *blob);
  EXPECT_LT(blob->size(), table->size() * 10);
}

TEST(PathTableTest, EmptyTable) {
  const auto table = TableOf(std::vector<std::string>());
  const auto decoded =
      PathTable::Decode(Context::Background(), *table->Encode(Context::Background()));
  ASSERT_TRUE(decoded.ok()) << decoded.status();
  EXPECT_EQ(decoded->size(), 0);
  EXPECT_EQ(decoded->LowerBound("a", 0, 10), 0);
}

TEST(PathTableTest, LowerBoundEqualsLinearSearch) {
  const auto table = TableOf(ManyPaths());
  std::vector<std::string> paths;
  for (PathTable::Cursor c(*table, 0); c.valid(); c.Next()) paths.emplace_back(c.path());
  std::vector<std::string> asked = paths;
  for (const std::string& path : paths) asked.push_back(path + "/");
  asked.insert(asked.end(), {"", "a", "usr", "usr/share/doc/p5", "zzz"});
  for (const auto& [begin, end] : std::vector<std::pair<size_t, size_t>>{
           {0, paths.size()}, {3, 40}, {17, 18}, {31, 300}, {5, 5}, {0, paths.size() + 9}}) {
    const size_t stop = std::min(end, paths.size());
    for (const std::string& path : asked) {
      const auto expected =
          std::lower_bound(paths.begin() + begin, paths.begin() + stop, path) - paths.begin();
      EXPECT_EQ(table->LowerBound(path, begin, end), expected) << path;
    }
  }
}

TEST(PathTableTest, CursorBeginsAnywhere) {
  const auto table = TableOf(ManyPaths());
  std::vector<std::string> paths;
  for (PathTable::Cursor c(*table, 0); c.valid(); c.Next()) paths.emplace_back(c.path());
  for (size_t i = 0; i < paths.size(); ++i)
    EXPECT_EQ(PathTable::Cursor(*table, i).path(), paths[i]);
  EXPECT_FALSE(PathTable::Cursor(*table, paths.size()).valid());
}

TEST(PathTableTest, WriterRefusesDisorderAndLongPaths) {
  PathTableWriter writer;
  PathFact fact;
  fact.entry = true;
  EXPECT_TRUE(writer.Add("b", fact).ok());
  EXPECT_EQ(writer.Add("b", fact).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(writer.Add("a", fact).code(), absl::StatusCode::kInvalidArgument);
  EXPECT_EQ(writer.Add(std::string(PathTable::kMaxPathBytes + 1, 'c'), fact).code(),
            absl::StatusCode::kResourceExhausted);
  EXPECT_TRUE(writer.Add("c", fact).ok());
}

TEST(PathTableTest, DamageIsDataLoss) {
  const std::string blob = *TableOf(ManyPaths())->Encode(Context::Background());
  for (size_t cut = 0; cut < blob.size(); cut += 7) {
    EXPECT_EQ(PathTable::Decode(Context::Background(), blob.substr(0, cut)).status().code(),
              absl::StatusCode::kDataLoss)
        << cut;
  }
  EXPECT_EQ(PathTable::Decode(Context::Background(), blob + "x").status().code(),
            absl::StatusCode::kDataLoss);
  const std::string good = Dump(*TableOf(ManyPaths()));
  for (size_t i = 0; i < blob.size(); ++i) {
    std::string bad = blob;
    bad[i] ^= 0x20;
    const auto decoded = PathTable::Decode(Context::Background(), bad);
    // A few bits of a frame mean nothing; all others are under its checksum.
    EXPECT_TRUE(!decoded.ok() || Dump(*decoded) == good) << "byte " << i << " changed";
  }
}

TEST(PathTableTest, ForgedSizeAllocatesNothing) {
  std::string blob = "CCPT\x02";
  blob += "\xff\xff\xff\xff\xff\xff\xff\xff\x7f";  // bytes
  blob += "\x01";
  EXPECT_EQ(PathTable::Decode(Context::Background(), blob).status().code(),
            absl::StatusCode::kResourceExhausted);
  blob = std::string("CCPT\x02") + "\xff\xff\xff\x7f" + "\x01" + "junk";  // within the limit
  EXPECT_EQ(PathTable::Decode(Context::Background(), blob).status().code(),
            absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace claircore::internal
