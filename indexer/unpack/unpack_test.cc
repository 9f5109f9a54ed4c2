#include "indexer/unpack/unpack.h"

#include <cstdint>
#include <stop_token>
#include <string>
#include <string_view>

#include "claircore/base/sources.h"
#include "gtest/gtest.h"
#include "indexer/unpack/test_packing.h"

namespace claircore::internal {
namespace {

std::string Noise(size_t size) {
  std::string bytes(size, '\0');
  uint32_t state = 1;
  for (char& c : bytes) c = static_cast<char>((state = state * 1664525 + 1013904223) >> 24);
  return bytes;
}

struct Result {
  absl::Status status;
  std::string bytes;
};

Result Read(const std::string& file, uint64_t max_bytes, size_t stop_after = SIZE_MAX) {
  const base::StringSource source(file);
  Result result;
  result.status = Unpack(
      Context::Background(),
      {.file = &source, .size = file.size(), .packing = PackingOf(file), .max_bytes = max_bytes},
      [&](std::string_view piece) {
        result.bytes += piece;
        return result.bytes.size() < stop_after;
      });
  return result;
}

TEST(Unpack, GivesBackWhatWasPacked) {
  for (const Packing packing : {Packing::kGzip, Packing::kXz, Packing::kZstd}) {
    for (const std::string& text :
         {std::string(), std::string("x"), Noise(200'000), std::string(500'000, '\0')}) {
      const Result result = Read(Pack(packing, text), text.size());
      EXPECT_TRUE(result.status.ok()) << result.status;
      EXPECT_EQ(result.bytes, text);
      // What a file is padded with, or signed by, is no part of the stream.
      EXPECT_EQ(Read(Pack(packing, text) + "~Module signature appended~\n", text.size()).bytes,
                text);
    }
  }
}

// A module of nothing but zeros is a thousand times as large as its file, and no bomb.
TEST(Unpack, IsBoundedByBytesAndByNoRatio) {
  for (const Packing packing : {Packing::kGzip, Packing::kXz, Packing::kZstd}) {
    const std::string packed = Pack(packing, std::string(4 << 20, '\0'));
    EXPECT_LT(packed.size() * 500, size_t{4} << 20);
    EXPECT_TRUE(Read(packed, 4 << 20).status.ok());
    const Result more = Read(packed, (4 << 20) - 1);
    EXPECT_EQ(more.status.code(), absl::StatusCode::kResourceExhausted);
    EXPECT_LT(more.bytes.size(), size_t{4} << 20);
  }
}

TEST(Unpack, StopsWhenNobodyWantsMore) {
  for (const Packing packing : {Packing::kGzip, Packing::kXz, Packing::kZstd}) {
    const Result result = Read(Pack(packing, std::string(4 << 20, 'x')), 1 << 30, 1);
    EXPECT_TRUE(result.status.ok());
    EXPECT_LE(result.bytes.size(), size_t{64} << 10);
  }
}

TEST(Unpack, DamageIsAnError) {
  for (const Packing packing : {Packing::kGzip, Packing::kXz, Packing::kZstd}) {
    const std::string packed = Pack(packing, Noise(200'000));
    for (size_t size = 6; size < packed.size(); size += packed.size() / 7) {
      EXPECT_EQ(Read(packed.substr(0, size), 1 << 30).status.code(), absl::StatusCode::kDataLoss);
    }
    if (packing == Packing::kZstd) continue;  // without a checksum
    std::string changed = packed;
    for (size_t i = 20; i < 40; ++i) changed[i] = static_cast<char>(~changed[i]);
    EXPECT_FALSE(Read(changed, 1 << 30).status.ok());
  }
  EXPECT_EQ(Read("plain", 100).status.code(), absl::StatusCode::kInvalidArgument);
}

TEST(Unpack, EndsWithItsContext) {
  std::stop_source stop;
  stop.request_stop();
  const std::string packed = Pack(Packing::kXz, Noise(100));
  const base::StringSource source(packed);
  EXPECT_EQ(
      Unpack(Context::Background().WithStopToken(stop.get_token()),
             {.file = &source, .size = packed.size(), .packing = Packing::kXz, .max_bytes = 100},
             [](std::string_view) { return true; })
          .code(),
      absl::StatusCode::kCancelled);
}

}  // namespace
}  // namespace claircore::internal
