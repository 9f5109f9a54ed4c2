#include "indexer/walk/decompressor.h"

#include <algorithm>
#include <string>
#include <vector>

#include "claircore/testing/blobs.h"
#include "claircore/testing/hostile/layers.h"
#include "gtest/gtest.h"
#include "indexer/walk/walk_test_util.h"

namespace claircore::walk {
namespace {

using testing::Compress;
using testing::Compression;

struct Result {
  absl::Status status;
  std::string bytes;
  bool garbage = false;
};

Result Inflate(std::string_view blob, size_t in_piece, size_t out_piece) {
  Result result;
  auto decompressor = Decompressor::ForHead(blob);
  result.status = decompressor.status();
  if (!result.status.ok()) return result;
  std::string buffer(out_piece, '\0');
  while (true) {
    const std::string_view in = blob.substr(0, in_piece);
    const auto progress = (*decompressor)->Step(in, {buffer.data(), buffer.size()});
    result.status = progress.status();
    if (!result.status.ok()) return result;
    EXPECT_TRUE(progress->consumed == in.size() || progress->produced == out_piece);
    blob.remove_prefix(progress->consumed);
    result.bytes.append(buffer, 0, progress->produced);
    if (in.empty() && progress->produced < out_piece) break;
  }
  result.status = (*decompressor)->Finish();
  result.garbage = (*decompressor)->trailing_garbage();
  return result;
}

std::string Text(size_t size) {
  std::string text;
  for (size_t i = 0; text.size() < size; ++i) text += "line " + std::to_string(i * i) + "\n";
  text.resize(size);
  return text;
}

class DecompressorTest : public ::testing::TestWithParam<Compression> {};
class CompressedTest : public ::testing::TestWithParam<Compression> {};

TEST_P(DecompressorTest, PiecesOfAnySize) {
  const std::string text = Text(30000) + Noise(3000, 1);
  const std::string blob = Compress(text, GetParam());
  for (const size_t in : {1, 2, 3, 7, 100, 4096, 1 << 20}) {
    for (const size_t out : {1, 5, 511, 65536}) {
      const Result result = Inflate(blob, in, out);
      ASSERT_TRUE(result.status.ok()) << result.status;
      ASSERT_EQ(result.bytes, text) << in << " " << out;
      EXPECT_FALSE(result.garbage);
    }
  }
}

TEST_P(CompressedTest, SeveralMembersEmptyOnesToo) {
  std::string blob, text;
  for (int i = 0; i < 40; ++i) {
    const std::string part = i % 3 == 0 ? "" : Text(i * 200);
    blob += Compress(part, GetParam());
    text += part;
  }
  for (const size_t in : {1, 2, 3, 7, 100, 1 << 20}) {
    for (const size_t out : {3, 65536}) {
      const Result result = Inflate(blob, in, out);
      ASSERT_TRUE(result.status.ok()) << result.status;
      ASSERT_EQ(result.bytes, text) << in << " " << out;
    }
  }
}

TEST_P(CompressedTest, EveryCutIsDataLoss) {
  const std::string blob = Compress(Text(5000), GetParam());
  for (size_t size = 6; size < blob.size(); ++size) {
    const Result result = Inflate(std::string_view(blob).substr(0, size), 64, 4096);
    ASSERT_EQ(result.status.code(), absl::StatusCode::kDataLoss) << size;
  }
}

TEST_P(CompressedTest, TrailingBytes) {
  const std::string text = Text(5000);
  const std::string blob = Compress(text, GetParam());
  const struct {
    std::string tail;
    bool garbage;
  } cases[] = {
      {std::string(1, '\0'), false},
      {std::string(5000, '\0'), false},
      {"\n", true},
      {std::string(100, '\0') + "x", true},
      {"\x1f", true},
      {"\x1fgarbage", true},
      {"\x28", true},
      {"\x28garbage", true},
      {"\x28\xb5x", true},
      {Noise(1000, 3), true},
  };
  for (const auto& c : cases) {
    for (const size_t in : {1, 3, 1 << 20}) {
      const Result result = Inflate(blob + c.tail, in, 4096);
      ASSERT_TRUE(result.status.ok()) << result.status << " " << c.tail;
      EXPECT_EQ(result.bytes, text);
      EXPECT_EQ(result.garbage, c.garbage) << c.tail;
    }
  }
}

TEST_P(DecompressorTest, FlippedBitsNeverCrash) {
  const std::string blob = Compress(Text(2000), GetParam());
  size_t failed = 0;
  for (size_t i = 0; i < blob.size(); ++i) {
    std::string damaged = blob;
    damaged[i] = static_cast<char>(damaged[i] ^ (1 << i % 8));
    failed += Inflate(damaged, 64, 512).status.ok() ? 0 : 1;
  }
  if (GetParam() == Compression::kGzip) {
    EXPECT_GT(failed, blob.size() - 10);
  }
}

INSTANTIATE_TEST_SUITE_P(All, DecompressorTest,
                         ::testing::Values(Compression::kNone, Compression::kGzip,
                                           Compression::kZstd));
INSTANTIATE_TEST_SUITE_P(All, CompressedTest,
                         ::testing::Values(Compression::kGzip, Compression::kZstd));

TEST(Decompressor, WrongChecksumIsDataLoss) {
  std::string blob = Compress(Text(5000), Compression::kGzip);
  blob[blob.size() - 6] = static_cast<char>(blob[blob.size() - 6] ^ 1);
  EXPECT_EQ(Inflate(blob, 1 << 20, 4096).status.code(), absl::StatusCode::kDataLoss);
}

TEST(Decompressor, NamesWhatItCannotRead) {
  const std::pair<std::string, std::string> cases[] = {
      {"BZh91AY&SY", "bzip2"},
      {std::string("\xfd"
                   "7zXZ\0\0",
                   7),
       "xz"},
      {"\x04\x22\x4d\x18xxxx", "lz4"},
      {"LZIP\1xxxx", "lzip"},
  };
  for (const auto& [head, name] : cases) {
    const absl::Status status = Inflate(head, 100, 100).status;
    EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument);
    EXPECT_NE(status.message().find(name), std::string::npos);
  }
}

TEST(Decompressor, ZstdSkippableFramesAndLargeWindows) {
  const std::string skippable("\x53\x2a\x4d\x18\x03\0\0\0abc", 11);
  const std::string blob = skippable + Compress("one", Compression::kZstd) + skippable +
                           Compress("two", Compression::kZstd) + skippable;
  for (const size_t in : {1, 5, 1000}) {
    const Result result = Inflate(blob, in, 100);
    ASSERT_TRUE(result.status.ok()) << result.status;
    EXPECT_EQ(result.bytes, "onetwo");
  }
  // A frame header whose window descriptor says 2 GiB.
  const std::string bomb("\x28\xb5\x2f\xfd\x00\xa8\x01\x00\x00", 9);
  EXPECT_EQ(Inflate(bomb, 100, 100).status.code(), absl::StatusCode::kResourceExhausted);
}

// What a layer needs is known before the memory is taken.
TEST(Decompressor, MemoryByTheFirstFrame) {
  const auto memory = [](const std::string& blob) {
    return (*Decompressor::ForHead(std::string_view(blob).substr(0, 512)))->memory() >> 20;
  };
  EXPECT_EQ(memory("plain"), 0u);
  EXPECT_EQ(memory(Compress("plain", Compression::kGzip)), 0u);
  EXPECT_EQ(memory(Compress("plain", Compression::kZstd)), 9u);
  using testing::hostile::ZstdWindow;
  const std::string skippable("\x50\x2a\x4d\x18\4\0\0\0abcd", 12);
  for (const int log : {10, 20, 23, 24, 27}) {
    const std::string blob = ZstdWindow(1000, log);
    const size_t window = (size_t{1} << std::max(log, 23)) >> 20;
    EXPECT_EQ(memory(blob), window + 1) << log;
    EXPECT_EQ(memory(skippable + blob), window + 1) << log;
    // Later frames must do with what the first one needs.
    const Result result = Inflate(Compress("plain", Compression::kZstd) + ZstdWindow(20 << 20, log),
                                  1 << 18, 1 << 18);
    EXPECT_EQ(result.status.code(),
              log <= 23 ? absl::StatusCode::kOk : absl::StatusCode::kResourceExhausted)
        << log << result.status;
  }
  EXPECT_EQ(memory(skippable), 129u);  // it does not say
  EXPECT_EQ(memory(Compress(std::string(20 << 20, 'x'), Compression::kZstd)), 9u);
}

}  // namespace
}  // namespace claircore::walk
