#include "indexer/walk/entry_name.h"

#include <string>

#include "gtest/gtest.h"
#include "indexer/walk/path_hash.h"

namespace claircore::walk {
namespace {

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
