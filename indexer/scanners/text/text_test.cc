#include <string>
#include <string_view>
#include <vector>

#include "claircore/base/path.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/text/fields.h"
#include "indexer/scanners/text/file_problems.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/scanners/text/owned_paths.h"

namespace claircore::scanners {
namespace {

std::vector<std::string> Lines(std::string_view text) {
  std::vector<std::string> lines;
  LineReader reader(text);
  for (std::string_view line; reader.Next(line);) lines.emplace_back(line);
  return lines;
}

TEST(LineReader, NeedsNoEndOfTheLastLine) {
  EXPECT_EQ(Lines("a\r\n\nb"), (std::vector<std::string>{"a", "", "b"}));
  EXPECT_EQ(Lines("a\n"), (std::vector<std::string>{"a"}));
  EXPECT_EQ(Lines(""), (std::vector<std::string>{}));
}

TEST(Fields, PlainTextIsUtf8WithoutControls) {
  EXPECT_TRUE(IsPlain("libstdc++6"));
  EXPECT_TRUE(IsPlain("gr\xc3\xbc\xc3\x9f"));
  EXPECT_TRUE(IsPlain("\xf0\x9f\x90\xa7"));
  EXPECT_FALSE(IsPlain("a\nb"));
  EXPECT_FALSE(IsPlain("\x1b[31m"));
  EXPECT_FALSE(IsPlain("\xc2\x9b"));  // a one-byte CSI, encoded
  EXPECT_FALSE(IsPlain("\xff"));
  EXPECT_FALSE(IsPlain("\xe2\x82"));          // cut off
  EXPECT_FALSE(IsPlain("\xed\xa0\x80"));      // a surrogate
  EXPECT_FALSE(IsPlain("\xc0\x80"));          // overlong
  EXPECT_FALSE(IsPlain("\xf4\x90\x80\x80"));  // above U+10FFFF
  EXPECT_FALSE(IsPlain(std::string(kMaxFieldBytes + 1, 'a')));
  EXPECT_FALSE(IsToken(""));
}

TEST(Fields, ControlLines) {
  using Kind = ControlLine::Kind;
  EXPECT_EQ(ParseControlLine("Name:  a b ").value, "a b");
  EXPECT_EQ(ParseControlLine("Name:  a b ").name, "Name");
  EXPECT_EQ(ParseControlLine("Name:").kind, Kind::kField);
  EXPECT_EQ(ParseControlLine(" more").value, "more");
  EXPECT_EQ(ParseControlLine(" ").kind, Kind::kContinuation);
  EXPECT_EQ(ParseControlLine("").kind, Kind::kBlank);
  EXPECT_EQ(ParseControlLine("no colon").kind, Kind::kBroken);
  EXPECT_EQ(ParseControlLine(": no name").kind, Kind::kBroken);
}

TEST(Fields, Paths) {
  EXPECT_EQ(base::DirName("a/b/c"), "a/b");
  EXPECT_EQ(base::DirName("c"), "");
  EXPECT_EQ(base::BaseName("a/b/c"), "c");
  EXPECT_EQ(base::BaseName("c"), "c");
}

TEST(FileProblems, TellsTheFirstAndCountsTheRest) {
  testing::FakePackageSink sink;
  FileProblems problems;
  for (int i = 0; i < 1000; ++i) problems.Add("record " + std::to_string(i));
  problems.SendTo(sink, "some/file");
  ASSERT_EQ(sink.problems.size(), 9u);
  EXPECT_EQ(sink.problems[0].path, "some/file");
  EXPECT_EQ(sink.problems[8].why.message(), "992 more records are broken");
}

TEST(OwnedPaths, AreBelowTheRootHoweverWritten) {
  testing::FakePackageSink sink;
  Package package;
  package.name = "a";
  const size_t owner = sink.Add(package);
  OwnedPaths paths(sink, "srv/");
  for (std::string_view path : {"/usr/x", "./usr/y", "usr/z", "/.", ".", "/", ""})
    paths.Add(owner, path);
  paths.Add(owner, std::string(5000, 'x'));
  ASSERT_EQ(sink.owned.size(), 3u);
  EXPECT_EQ(sink.owned[0].path, "srv/usr/x");
  EXPECT_EQ(sink.owned[1].path, "srv/usr/y");
  EXPECT_EQ(sink.owned[2].path, "srv/usr/z");
}

TEST(OwnedPaths, RootsAreWholeFolders) {
  std::string_view root = "?";
  EXPECT_TRUE(RootBefore("var/lib/dpkg", "var/lib/dpkg", root));
  EXPECT_EQ(root, "");
  EXPECT_TRUE(RootBefore("srv/jail/var/lib/dpkg", "var/lib/dpkg", root));
  EXPECT_EQ(root, "srv/jail/");
  EXPECT_FALSE(RootBefore("srv/myvar/lib/dpkg", "var/lib/dpkg", root));
  EXPECT_FALSE(RootBefore("usr/share/dpkg", "var/lib/dpkg", root));
}

}  // namespace
}  // namespace claircore::scanners
