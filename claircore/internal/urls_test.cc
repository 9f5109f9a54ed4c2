#include "claircore/internal/urls.h"

#include <string>

#include "gtest/gtest.h"

namespace claircore::internal {
namespace {

TEST(WithoutCredentials, CutsWhatIsSecret) {
  const auto cut = [](std::string_view text) { return WithoutCredentials(text); };
  EXPECT_EQ(cut("http://u:p@h/x"), "http://h/x");
  EXPECT_EQ(cut("https://token@h:8443/x: HTTP status 500"), "https://h:8443/x: HTTP status 500");
  EXPECT_EQ(cut("a http://u:p@h/a, then https://v:q@i/b."), "a http://h/a, then https://i/b.");
  EXPECT_EQ(cut("HTTP://U:P@H"), "HTTP://H");
  EXPECT_EQ(cut("http://u:p@ss@h/x"), "http://h/x");
  EXPECT_EQ(cut("http://u:p/ss@h/x"), "http://h/x") << "who forgot to encode it";
  EXPECT_EQ(cut("http://u:p?a#b@h/x"), "http://h/x");
  EXPECT_EQ(cut("http://u:p%40ss@h/x"), "http://h/x");
  EXPECT_EQ(cut("'http://u:p@h/'"), "'http://h/'");
  EXPECT_EQ(cut("https://h/x?X-Amz-Signature=abc&y=1: cut off"), "https://h/x?..: cut off");
  EXPECT_EQ(cut("https://h/x#token"), "https://h/x#..");
  EXPECT_EQ(cut("http://u:p@h/x?to=http://v:q@i/"), "http://h/x?..");
}

TEST(WithoutCredentials, LeavesTheRest) {
  for (const char* text :
       {"", "no URL at all, and user:pass@host", "http://h/x", "http://h:8080/@scope/name",
        "http://[::1]:80/@x", "https://h:/@x", "://", "http://", "really? yes: #1"}) {
    EXPECT_EQ(WithoutCredentials(text), text);
  }
  EXPECT_TRUE(WithoutCredentials(absl::OkStatus()).ok());
  EXPECT_EQ(WithoutCredentials(absl::NotFoundError("http://u:p@h/")),
            absl::NotFoundError("http://h/"));
}

}  // namespace
}  // namespace claircore::internal
