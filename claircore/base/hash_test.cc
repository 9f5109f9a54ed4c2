#include "claircore/base/hash.h"

#include <string>
#include <string_view>
#include <utility>

#include "gtest/gtest.h"

namespace claircore::base {
namespace {

std::string HexOf(HashKind kind, std::string_view bytes) {
  return ToHex(HashOf(kind, bytes).value());
}

// FIPS 180-4's own examples.
TEST(HashTest, Vectors) {
  EXPECT_EQ(HexOf(HashKind::kSha1, "abc"), "a9993e364706816aba3e25717850c26c9cd0d89d");
  EXPECT_EQ(HexOf(HashKind::kSha256, "abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(HexOf(HashKind::kSha512, "abc"),
            "ddaf35a193617abacc417349ae20413112e6fa4e89a97ea20a9eeee64b55d39a"
            "2192992a274fc1a836ba3c23a3feebbd454d4423643ce80e2a9ac94fa54ca49f");
}

TEST(HashTest, InPiecesAndFurther) {
  Hash hash(HashKind::kSha256);
  EXPECT_EQ(*hash.Digest(), *HashOf(HashKind::kSha256, ""));
  hash.Update("a");
  EXPECT_EQ(*hash.Digest(), *HashOf(HashKind::kSha256, "a"));
  Hash moved = std::move(hash);
  moved.Update(std::as_bytes(std::span(std::string_view("bc"))));
  EXPECT_EQ(*moved.Digest(), *HashOf(HashKind::kSha256, "abc"));
}

TEST(HashTest, Hex) { EXPECT_EQ(ToHex(std::string_view("\0\x7F\xFF", 3)), "007fff"); }

}  // namespace
}  // namespace claircore::base
