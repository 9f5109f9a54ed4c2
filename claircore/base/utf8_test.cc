#include "claircore/base/utf8.h"

#include <string>
#include <string_view>

#include "gtest/gtest.h"

namespace claircore::base {
namespace {

// The definition, by the ranges of the characters themselves.
bool IsCharacter(uint32_t c) { return c < 0xD800 || (c >= 0xE000 && c < 0x110000); }

TEST(Utf8Test, EveryCharacterThereAndBack) {
  for (uint32_t c = 0; c < 0x110800; ++c) {
    std::string text;
    AppendUtf8(c, text);
    std::string_view rest = text;
    const char32_t expected = IsCharacter(c) ? c : 0xFFFD;
    ASSERT_EQ(TakeUtf8(rest), expected) << c;
    ASSERT_TRUE(rest.empty()) << c;
    const size_t size = expected < 0x80 ? 1 : expected < 0x800 ? 2 : expected < 0x10000 ? 3 : 4;
    ASSERT_EQ(text.size(), size) << c;
  }
}

// All texts of two bytes, and of three and four with every beginning: valid exactly if some
// character is written so, and the length is the character's.
TEST(Utf8Test, EveryBeginning) {
  for (uint32_t bytes = 0; bytes < 0x10000; ++bytes) {
    for (const std::string_view tail : {"", "\x80", "\xBF\x80", "\x80\xBF", "a\x80", "\x80\xC0"}) {
      const std::string text =
          std::string{static_cast<char>(bytes >> 8), static_cast<char>(bytes)}.append(tail);
      const size_t length = Utf8Length(text);
      size_t expected = 0;
      for (size_t n = 1; n <= 4 && n <= text.size(); ++n) {
        // Read n bytes as if they were a character, and write that.
        auto c = static_cast<uint8_t>(text[0]) & (n == 1 ? 0xFFU : 0x7FU >> n);
        for (size_t i = 1; i < n; ++i) c = c << 6 | (static_cast<uint8_t>(text[i]) & 0x3F);
        std::string written;
        if (IsCharacter(c)) AppendUtf8(c, written);
        if (written == text.substr(0, n)) expected = n;
      }
      ASSERT_EQ(length, expected) << bytes << " " << tail.size();
    }
  }
}

TEST(Utf8Test, TellsAndRepairs) {
  EXPECT_EQ(Utf8Length(""), 0u);
  EXPECT_TRUE(IsUtf8(""));
  EXPECT_TRUE(IsUtf8("a\xC3\xA4\xE2\x82\xAC\xF0\x9F\x8D\x8A"));
  for (const std::string_view bad : {"\x80", "\xC3", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80",
                                     "\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "a\xFF", "\xE2\x82"}) {
    EXPECT_FALSE(IsUtf8(bad));
    EXPECT_TRUE(IsUtf8(ToUtf8(bad)));
  }
  EXPECT_EQ(ToUtf8("a\xFF\xC3\xA4\xE2\x82"), "a\xEF\xBF\xBD\xC3\xA4\xEF\xBF\xBD\xEF\xBF\xBD");
  EXPECT_EQ(ToUtf8(std::string_view("\0x", 2)), std::string_view("\0x", 2));
}

}  // namespace
}  // namespace claircore::base
