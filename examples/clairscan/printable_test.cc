#include "examples/clairscan/printable.h"

#include <string>

#include "gtest/gtest.h"

namespace clairscan {
namespace {

TEST(Printable, LeavesWhatPeopleWrite) {
  for (const char* text :
       {"", "plain 1.0~rc1+b2", "Jürgen", "日本語", "naïve — “quoted”", "🦀", "e\xCC\x81"}) {
    EXPECT_EQ(Printable(text), text);
  }
}

TEST(Printable, TakesAwayWhatMovesTheCursorOrHides) {
  EXPECT_EQ(Printable("a\x1b[2Jb\nc\xC2\x9B\x7f\t"), "a?[2Jb?c???");
  EXPECT_EQ(Printable(std::string("a\0b", 3)), "a?b");
  // Other directions: an override, an isolate, a mark.
  EXPECT_EQ(Printable("a\xE2\x80\xAE"
                      "b\xE2\x81\xA6"
                      "c\xE2\x80\x8F"),
            "a?b?c?");
  EXPECT_EQ(Printable("a\xD8\x9C"), "a?");
  // Nothing to see: zero width, the byte order mark, a tag, a separator of lines, a soft hyphen.
  EXPECT_EQ(Printable("\xE2\x80\x8B|\xEF\xBB\xBF|\xF3\xA0\x81\x81|\xE2\x80\xA8|\xC2\xAD"),
            "?|?|?|?|?");
}

TEST(Printable, TakesNoBytesThatAreNoCharacter) {
  // A lone C1 control of an 8-bit terminal, a cut sequence, "/" in too many bytes, a surrogate,
  // beyond Unicode.
  EXPECT_EQ(Printable("\x9B"
                      "2J"),
            "?2J");
  EXPECT_EQ(Printable("a\xE2\x80"), "a??");
  EXPECT_EQ(Printable("\xC0\xAF"), "??");
  EXPECT_EQ(Printable("\xE0\x80\xAF"), "???");
  EXPECT_EQ(Printable("\xED\xA0\x80"), "???");
  EXPECT_EQ(Printable("\xF4\x90\x80\x80"), "????");
  EXPECT_EQ(Printable("\xFF"), "?");
}

TEST(Printable, WritesThemAsJsonDoes) {
  EXPECT_EQ(PrintableJson("{\n \"a\": \"\xE2\x80\xAE"
                          "b\x7f\xC2\x9B ü\"\n}"),
            "{\n \"a\": \"\\u202eb\\u007f\\u009b ü\"\n}");
  EXPECT_EQ(PrintableJson("\xF3\xA0\x81\x81"), "\\udb40\\udc41");
}

TEST(Message, TellsNoSecretOfAUrl) {
  const std::string told = Message("http://harry:secret@host/feed?key=secret: HTTP\x1b status 500");
  EXPECT_EQ(told.find("secret"), std::string::npos) << told;
  EXPECT_EQ(told.find("harry"), std::string::npos) << told;
  EXPECT_NE(told.find("host/feed"), std::string::npos) << told;
  EXPECT_NE(told.find("HTTP? status 500"), std::string::npos) << told;
}

TEST(Width, CountsColumns) {
  EXPECT_EQ(Width("abc"), 3u);
  EXPECT_EQ(Width("ü…"), 2u);
  EXPECT_EQ(Width("日本"), 4u);
  EXPECT_EQ(Width("e\xCC\x81"), 1u);
}

TEST(Cut, KeepsTheBeginning) {
  EXPECT_EQ(Cut("abc", 3), "abc");
  EXPECT_EQ(Cut("abcd", 3), "ab…");
  EXPECT_EQ(Cut("äöüß", 3), "äö…");
  EXPECT_EQ(Cut("日本語", 4), "日…");
  EXPECT_EQ(Cut("abcd", 1), "…");
  EXPECT_EQ(Cut("abcd", 0), "");
}

}  // namespace
}  // namespace clairscan
