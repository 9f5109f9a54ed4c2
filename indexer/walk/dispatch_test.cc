#include "indexer/walk/dispatch.h"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include "claircore/testing/patterns.h"
#include "gtest/gtest.h"
#include "indexer/walk/glob.h"
#include "indexer/walk/walk_test_util.h"

namespace claircore::walk {
namespace {

using Patterns = testing::WantList;

std::string RandomText(std::mt19937& random, const std::vector<std::string>& parts, size_t most) {
  std::string text;
  for (size_t n = 1 + random() % most; n-- > 0;) text += parts[random() % parts.size()];
  return text;
}

// Adds the same pattern to the table's scanner and to the plain list.
std::vector<std::function<void(FileWants&)>> RandomWants(std::mt19937& random, int patterns) {
  const std::vector<std::string> name = {"a", "b", "c", "ab", ".", "\xe9"};
  const std::vector<std::string> path = {"a", "b", "c", "ab", "/a", "/b"};
  const std::vector<std::string> glob = {"a",   "b",  "/",    "*", "?", "**",
                                         "**/", "/a", "\xe9", ".", "("};
  std::vector<std::function<void(FileWants&)>> wants;
  for (int i = 0; i < patterns; ++i) {
    const auto keep = static_cast<Keep>(random() % 4);
    std::string text;
    switch (random() % 4) {
      case 0:
        text = "c" + RandomText(random, path, 3);
        wants.push_back([=](FileWants& w) { w.Path(text, keep); });
        break;
      case 1:
        text = RandomText(random, name, 2);
        wants.push_back([=](FileWants& w) { w.Basename(text, keep); });
        break;
      case 2:
        text = RandomText(random, name, 2);
        wants.push_back([=](FileWants& w) { w.Suffix(text, keep); });
        break;
      default:
        text = RandomText(random, glob, 5);
        if (text.front() == '/') text.insert(0, "a");
        wants.push_back([=](FileWants& w) { w.Glob(text, keep); });
    }
  }
  return wants;
}

WantList Expected(const std::vector<Patterns>& scanners, const std::vector<bool>& active,
                  std::string_view path) {
  WantList result;
  for (uint32_t i = 0; i < scanners.size(); ++i) {
    for (const Patterns::Pattern& pattern : scanners[i].patterns()) {
      if (!active[i] || !pattern.MatchesName(path)) continue;
      Want want{i, Want::Level::kEntry, pattern.keep == Keep::kStream};
      if (pattern.keep == Keep::kContents) want.level = Want::Level::kContents;
      if (pattern.keep == Keep::kRandomAccess) want.level = Want::Level::kRandomAccess;
      Merge(want, result);
    }
  }
  return result;
}

// Random patterns and paths over a small alphabet, so that many match; once with an automaton that
// has room, once with one that runs out of memory.
void CompareWithPlainLoop(int patterns, size_t automaton_bytes) {
  std::mt19937 random(patterns);
  const std::vector<std::string> parts = {"a", "b", "c", "ab", "/a", "/b", "/c", ".", "\xe9", "\n"};
  std::vector<std::shared_ptr<const LayerScanner>> scanners;
  std::vector<Patterns> plain(5);
  for (Patterns& list : plain) {
    const auto wants = RandomWants(random, patterns);
    const auto all = [wants](FileWants& w) {
      for (const auto& want : wants) want(w);
    };
    all(list);
    scanners.push_back(Wanting(all));
  }
  const auto table = DispatchTable::Compile(scanners, automaton_bytes);
  ASSERT_TRUE(table.ok()) << table.status();
  size_t hits = 0;
  for (int i = 0; i < 3000; ++i) {
    const std::string path = "c" + RandomText(random, parts, 6);
    const std::vector<bool> active = {true, i % 2 == 0, i % 3 == 0, i % 5 != 0, true};
    WantList wants;
    (*table)->Match(path, active, wants);
    const WantList expected = Expected(plain, active, path);
    ASSERT_TRUE(std::equal(wants.begin(), wants.end(), expected.begin(), expected.end())) << path;
    ASSERT_EQ((*table)->MatchesAny(path),
              !Expected(plain, std::vector<bool>(5, true), path).empty());
    hits += wants.empty() ? 0 : 1;
  }
  EXPECT_GT(hits, 100);
}

TEST(DispatchTable, EqualsAPlainLoop) { CompareWithPlainLoop(8, 32 << 20); }
TEST(DispatchTable, EqualsAPlainLoopWithManyPatterns) { CompareWithPlainLoop(60, 32 << 20); }
TEST(DispatchTable, EqualsAPlainLoopWhenTheAutomatonIsOutOfMemory) {
  CompareWithPlainLoop(60, 192 << 10);
}

TEST(DispatchTable, NamesBadPatterns) {
  const std::function<void(FileWants&)> bad[] = {
      [](FileWants& w) { w.Path("/etc/x", Keep::kEntry); },
      [](FileWants& w) { w.Path("", Keep::kEntry); },
      [](FileWants& w) { w.Path("a/../b", Keep::kEntry); },
      [](FileWants& w) { w.Basename("a/b", Keep::kEntry); },
      [](FileWants& w) { w.Suffix("", Keep::kEntry); },
      [](FileWants& w) { w.Glob("/a*", Keep::kEntry); },
      [](FileWants& w) {
        w.Sniff(5000, Keep::kEntry, [](const FileEntry&, std::string_view) { return true; });
      },
  };
  for (const auto& want : bad) {
    const std::shared_ptr<const LayerScanner> scanners[] = {Wanting(want)};
    const auto table = DispatchTable::Compile(scanners);
    ASSERT_EQ(table.status().code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(table.status().message().find("scanner test: bad "), std::string::npos);
  }
}

TEST(LiteralDirectory, IsWhatStandsBeforeTheFirstWildcard) {
  EXPECT_EQ(LiteralDirectory("var/lib/dpkg/info/*.list"), "var/lib/dpkg/info");
  EXPECT_EQ(LiteralDirectory("a/b*/c"), "a");
  EXPECT_EQ(LiteralDirectory("**/x"), "");
  EXPECT_EQ(LiteralDirectory("a/b"), "a");
}

}  // namespace
}  // namespace claircore::walk
