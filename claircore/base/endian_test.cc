#include "claircore/base/endian.h"

#include <cstdint>
#include <limits>
#include <string_view>

#include "gtest/gtest.h"

namespace claircore::base {
namespace {

constexpr std::string_view kBytes = "\x01\x82\x03\x84\xF5\x06\x07\xFF";

TEST(EndianTest, Loads) {
  constexpr auto kBig = ByteOrder::kBig, kLittle = ByteOrder::kLittle;
  EXPECT_EQ(Load<uint8_t>(kBytes.data() + 1, kBig), 0x82);
  EXPECT_EQ(Load<uint16_t>(kBytes.data(), kBig), 0x0182);
  EXPECT_EQ(Load<uint16_t>(kBytes.data(), kLittle), 0x8201);
  EXPECT_EQ(Load<uint32_t>(kBytes.data() + 1, kBig), 0x820384F5);
  EXPECT_EQ(Load<uint32_t>(kBytes.data() + 1, kLittle), 0xF5840382);
  EXPECT_EQ(Load<uint64_t>(kBytes.data(), kBig), 0x01820384F50607FF);
  EXPECT_EQ(Load<uint64_t>(kBytes.data(), kLittle), 0xFF0706F584038201);
}

TEST(EndianTest, NothingBeyondTheEnd) {
  EXPECT_EQ(LoadAt<uint32_t>(kBytes, 4, ByteOrder::kBig), 0xF50607FF);
  EXPECT_EQ(LoadAt<uint32_t>(kBytes, 5, ByteOrder::kBig), 0u);
  EXPECT_EQ(LoadAt<uint16_t>(kBytes, 8, ByteOrder::kBig), 0u);
  EXPECT_EQ(LoadAt<uint16_t>(kBytes, std::numeric_limits<uint64_t>::max(), ByteOrder::kBig), 0u);
}

}  // namespace
}  // namespace claircore::base
