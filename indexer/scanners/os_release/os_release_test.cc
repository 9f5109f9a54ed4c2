#include "indexer/scanners/os_release/os_release.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace claircore::scanners {
namespace {

std::string Name(std::string_view value) {
  return ParseOsRelease("NAME=" + std::string(value) + "\n").name;
}

TEST(OsRelease, ReadsTheFields) {
  const OsRelease release = ParseOsRelease(
      "# a comment\n\nID=acme\nNAME=\"Acme Linux\"\nPRETTY_NAME='Acme Linux 7'\nVERSION=\"7 (x)\"\n"
      "  VERSION_ID = 7.1\nVERSION_CODENAME=x\nCPE_NAME=\"cpe:/o:acme:linux:7\"\nLOGO=acme");
  EXPECT_EQ(release.id, "acme");
  EXPECT_EQ(release.name, "Acme Linux");
  EXPECT_EQ(release.pretty_name, "Acme Linux 7");
  EXPECT_EQ(release.version, "7 (x)");
  EXPECT_EQ(release.version_id, "7.1");
  EXPECT_EQ(release.version_codename, "x");
  EXPECT_EQ(release.cpe_name, "cpe:/o:acme:linux:7");
}

TEST(OsRelease, UnquotesLikeAShell) {
  EXPECT_EQ(Name("plain"), "plain");
  EXPECT_EQ(Name("two words"), "two words");
  EXPECT_EQ(Name("a\\ b\\\\"), "a b\\");
  EXPECT_EQ(Name(R"("a \"b\" \$c \`d\` \\ \n")"), R"(a "b" $c `d` \ \n)");
  EXPECT_EQ(Name(R"('a \"b')"), R"(a \"b)");
  EXPECT_EQ(Name(R"('it'\''s')"), "it's");
  EXPECT_EQ(Name("\"a\"'b'c"), "abc");
  EXPECT_EQ(Name("\"\""), "");
  EXPECT_EQ(Name("\"a#b\"  "), "a#b");
}

TEST(OsRelease, ABadLineIsPassedOver) {
  const OsRelease release = ParseOsRelease(
      "garbage\n=x\nBAD KEY=x\nNAME=\"open\nID=acme\nVERSION=\"\x1b[31m\"\nVERSION_ID=\xff\n");
  EXPECT_EQ(release.id, "acme");
  EXPECT_EQ(release.name, "");
  EXPECT_EQ(release.version, "");
  EXPECT_EQ(release.version_id, "");
}

TEST(OsRelease, TheLastAssignmentCounts) { EXPECT_EQ(ParseOsRelease("ID=a\nID=b\r\n").id, "b"); }

TEST(OsRelease, ReadsNoMoreThanAMebibyte) {
  std::string text = "ID=early\n";
  text.append(size_t{2} << 20, '#');
  text += "\nID=late\n";
  EXPECT_EQ(ParseOsRelease(text).id, "early");
}

}  // namespace
}  // namespace claircore::scanners
