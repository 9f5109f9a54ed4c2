#include "indexer/coalesce/text.h"

#include <string>

#include "gtest/gtest.h"

namespace claircore::internal {
namespace {

TEST(TextTest, CleanPath) {
  EXPECT_EQ(CleanPath("/usr//lib/./x/"), "usr/lib/x");
  EXPECT_EQ(CleanPath("./a/../b"), "b");
  EXPECT_EQ(CleanPath("../../etc/passwd"), "etc/passwd");
  EXPECT_EQ(CleanPath("a/b/../../.."), "");
  EXPECT_EQ(CleanPath(""), "");
  EXPECT_EQ(CleanPath("..a/...b"), "..a/...b");
}

TEST(TextTest, Utf8) {
  for (const char* good : {"", "abc", "\xC3\xA9", "\xE2\x82\xAC", "\xF0\x9F\x98\x80"}) {
    EXPECT_TRUE(IsUtf8(good)) << good;
    EXPECT_EQ(ToUtf8(good), good);
  }
  const std::string bad[] = {
      "\xFF",              // never a byte of UTF-8
      "\xC0\xAF",          // overlong
      "\xE0\x80\x80",      // overlong
      "\xED\xA0\x80",      // a surrogate
      "\xF4\x90\x80\x80",  // beyond U+10FFFF
      "\xE2\x82",          // cut off
      "\x80",              // a continuation alone
  };
  for (const std::string& text : bad) {
    EXPECT_FALSE(IsUtf8(text));
    EXPECT_TRUE(IsUtf8(ToUtf8(text)));
  }
  EXPECT_EQ(ToUtf8("caf\xE9 bar"), "caf\xEF\xBF\xBD bar");
  EXPECT_EQ(ToUtf8("\xE2\x82x"), "\xEF\xBF\xBD\xEF\xBF\xBDx");
}

}  // namespace
}  // namespace claircore::internal
