#include "claircore/digest.h"

#include <string>

#include "gtest/gtest.h"

namespace claircore {
namespace {

const std::string kHex256(64, 'a');
const std::string kHex512(128, '7');

TEST(DigestTest, ReadsBothAlgorithmsAndLowersHex) {
  const auto lower = Digest::Parse("sha256:" + kHex256);
  const auto upper = Digest::Parse("sha256:" + std::string(64, 'A'));
  ASSERT_TRUE(lower.ok() && upper.ok());
  EXPECT_EQ(*lower, *upper);
  EXPECT_EQ(lower->ToString(), "sha256:" + kHex256);
  EXPECT_EQ(lower->hex(), kHex256);
  EXPECT_EQ(lower->algorithm(), Digest::Algorithm::kSha256);
  const auto sha512 = Digest::Parse("sha512:" + kHex512);
  ASSERT_TRUE(sha512.ok());
  EXPECT_EQ(sha512->hex(), kHex512);
  EXPECT_EQ(sha512->algorithm(), Digest::Algorithm::kSha512);
  EXPECT_LT(*lower, *sha512);
}

TEST(DigestTest, RejectsWhatIsNone) {
  const std::string cases[] = {"",
                               "sha256:",
                               "sha256",
                               kHex256,
                               "md5:" + std::string(32, 'a'),
                               "SHA256:" + kHex256,
                               "sha256:" + kHex256 + "a",
                               "sha512:" + kHex256,
                               "sha256:" + std::string(63, 'a') + "g",
                               "sha256:" + std::string(63, 'a') + std::string(1, '\0'),
                               " sha256:" + kHex256};
  for (const std::string& text : cases) {
    EXPECT_EQ(Digest::Parse(text).status().code(), absl::StatusCode::kInvalidArgument) << text;
  }
}

TEST(DigestTest, ComesFromRawBytes) {
  const auto digest = Digest::FromBytes(Digest::Algorithm::kSha256, std::string(32, '\xaa'));
  ASSERT_TRUE(digest.ok());
  EXPECT_EQ(digest->hex(), kHex256);
  EXPECT_TRUE(Digest::FromBytes(Digest::Algorithm::kSha512, std::string(64, '\0')).ok());
  EXPECT_FALSE(Digest::FromBytes(Digest::Algorithm::kSha512, std::string(32, '\0')).ok());
  EXPECT_FALSE(Digest::FromBytes(Digest::Algorithm::kNone, "").ok());
}

TEST(DigestTest, TheDefaultIsEmpty) {
  EXPECT_TRUE(Digest().empty());
  EXPECT_EQ(Digest().hex(), "");
  EXPECT_EQ(Digest().algorithm(), Digest::Algorithm::kNone);
  EXPECT_LT(Digest(), *Digest::Parse("sha256:" + kHex256));
}

}  // namespace
}  // namespace claircore
