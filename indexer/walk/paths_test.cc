#include "indexer/walk/paths.h"

#include <random>
#include <string>

#include "claircore/testing/patterns.h"
#include "gtest/gtest.h"
#include "indexer/walk/entry_name.h"
#include "indexer/walk/path_hash.h"

namespace claircore::walk {
namespace {

TEST(CleanPath, StaysInTheRoot) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"/", ""},
      {"./", ""},
      {".", ""},
      {"..", ""},
      {"../../a", "a"},
      {"/etc/x", "etc/x"},
      {"./etc/x", "etc/x"},
      {".//etc/x", "etc/x"},
      {"etc//x/", "etc/x"},
      {"a/../../b", "b"},
      {"a/./b/..", "a"},
      {"...", "..."},
      {"a/..b", "a/..b"},
      {"././a", "a"},
      {"/../a", "a"},
  };
  for (const auto& [raw, clean] : cases) {
    std::string scratch;
    EXPECT_EQ(CleanPath(raw, scratch), clean) << raw;
  }
}

TEST(CleanTarget, IsRelativeToTheLinksDirectory) {
  std::string scratch;
  EXPECT_EQ(CleanTarget("etc/os-release", "../usr/lib/os-release", scratch), "usr/lib/os-release");
  EXPECT_EQ(CleanTarget("etc/x", "/y", scratch), "y");
  EXPECT_EQ(CleanTarget("x", "../../y/", scratch), "y");
  EXPECT_EQ(CleanTarget("a/b/x", ".", scratch), "a/b");
}

TEST(CleanPath, AgreesWithThePlainOne) {
  std::mt19937 random(7);
  const char* const parts[] = {"", ".", "..", "a", "bc", "..."};
  for (int i = 0; i < 20000; ++i) {
    std::string path;
    for (size_t n = random() % 7; n-- > 0;) path.append(parts[random() % 6]).append("/");
    if (!path.empty() && random() % 2 == 0) path.pop_back();
    std::string scratch;
    ASSERT_EQ(CleanPath(path, scratch), testing::CleanPath(path)) << path;
    ASSERT_EQ(CleanTarget("d/e/f", path, scratch), testing::CleanLinkTarget("d/e/f", path)) << path;
  }
}

TEST(ReadEntryName, TellsWhiteoutsApart) {
  using Meaning = EntryName::Meaning;
  const struct {
    const char* path;
    Meaning meaning;
    const char* result;
  } cases[] = {
      {"a/b", Meaning::kEntry, "a/b"},           {"", Meaning::kIgnored, ""},
      {"a/.wh.b", Meaning::kWhiteout, "a/b"},    {".wh.b", Meaning::kWhiteout, "b"},
      {"a/.wh..wh..opq", Meaning::kOpaque, "a"}, {".wh..wh..opq", Meaning::kOpaque, ""},
      {".wh..wh.plnk", Meaning::kIgnored, ""},   {".wh..wh.plnk/1.2", Meaning::kIgnored, ""},
      {"a/.wh..wh.aufs", Meaning::kIgnored, ""}, {"a/.wh.", Meaning::kBad, "a/.wh."},
      {"a/.wh...", Meaning::kBad, "a/.wh..."},   {"a/.wh.b/c", Meaning::kEntry, "a/.wh.b/c"},
  };
  for (const auto& c : cases) {
    std::string scratch;
    const EntryName name = ReadEntryName(c.path, scratch);
    EXPECT_EQ(name.meaning, c.meaning) << c.path;
    EXPECT_EQ(name.path, c.result) << c.path;
  }
}

// The vectors of the SipHash paper and of its reference program, for the key 00 01 .. 0f.
TEST(PathHash, IsSipHash) {
  std::string input;
  EXPECT_EQ(PathHash(input), 0x726fdb47dd0e0e31u);
  for (char c = 0; c < 15; ++c) input += c;
  EXPECT_EQ(PathHash(input), 0xa129ca6149be45e5u);
}

}  // namespace
}  // namespace claircore::walk
