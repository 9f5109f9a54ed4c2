#include <atomic>
#include <chrono>
#include <string>
#include <thread>
#include <vector>

#include "absl/strings/str_cat.h"
#include "claircore/testing/hostile/layers.h"
#include "gtest/gtest.h"
#include "indexer/walk/layer_walker.h"
#include "indexer/walk/walk_test_util.h"

namespace claircore::walk {
namespace {

using testing::Compress;
using testing::Compression;
using testing::TarBuilder;
using testing::TarEntry;
using Lines = std::vector<std::string>;
using std::chrono::milliseconds;

class Limits : public ::testing::Test {
 protected:
  Limits() {
    test_.scanners = {Wanting([](FileWants& w) { w.Glob("**", Keep::kRandomAccess); })};
  }
  // Expects a failure that says where it was and which limit or damage it is about.
  void ExpectFailure(std::string blob, absl::StatusCode code, const std::string& what) {
    const std::string layer = testing::DigestOf(blob).ToString();
    const auto begin = std::chrono::steady_clock::now();
    const absl::Status status = test_.Fails(std::move(blob));
    EXPECT_EQ(status.code(), code) << status;
    EXPECT_NE(status.message().find(layer), std::string::npos) << status;
    EXPECT_NE(status.message().find(what), std::string::npos) << status;
    EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(10));
  }
  static constexpr auto kExhausted = absl::StatusCode::kResourceExhausted;
  static constexpr auto kDataLoss = absl::StatusCode::kDataLoss;
  WalkTest test_;
};

TEST_F(Limits, Entries) {
  test_.limits.max_entries = 1000;
  TarBuilder tar;
  for (int i = 0; i < 1000; ++i) tar.File(std::to_string(i), "");
  EXPECT_TRUE(test_.Fails(tar.Build()).ok());
  // A million headers in a few kilobytes: the walk ends at the thousandth.
  std::string many;
  const std::string one = TarBuilder().File("x", "").Build().substr(0, 512);
  for (int i = 0; i < 1'000'000; ++i) many += one;
  ExpectFailure(Compress(many, Compression::kZstd), kExhausted, "max_entries (1000)");
}

TEST_F(Limits, LayerBytes) {
  test_.limits.max_layer_bytes = 1 << 20;
  ExpectFailure(TarBuilder().File("x", std::string(2 << 20, 'x')).Build(), kExhausted,
                "max_layer_bytes (1048576)");
}

TEST_F(Limits, CompressionRatio) {
  test_.limits.max_compression_ratio = 100;
  const std::string bomb = TarBuilder().File("x", std::string(64 << 20, '\0')).Build();
  for (const Compression c : {Compression::kGzip, Compression::kZstd}) {
    ExpectFailure(Compress(bomb, c), kExhausted, "max_compression_ratio (100)");
  }
  // Small layers may have any ratio, and the default allows what gzip can do at most.
  EXPECT_TRUE(test_
                  .Fails(Compress(TarBuilder().File("x", std::string(15 << 20, 0)).Build(),
                                  Compression::kZstd))
                  .ok());
  WalkTest usual;
  for (const Compression c : {Compression::kGzip, Compression::kZstd}) {
    EXPECT_TRUE(usual.Fails(Compress(bomb, c)).ok());
  }
  EXPECT_TRUE(usual.Fails(testing::hostile::ZstdZeros(uint64_t{256} << 20, "")).ok());
}

TEST_F(Limits, LongPathsAreProblems) {
  test_.limits.max_path_bytes = 200;
  TarBuilder tar;
  tar.File("a", "1").File(std::string(201, 'p'), "2").File(std::string(200, 'q'), "3");
  tar.Symlink("s", std::string(201, 't'));
  const auto layer = test_.Walk(tar.Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"a=1", std::string(200, 'q') + "=3"}));
  const std::string why = ": a name is longer than max_path_bytes (200)";
  EXPECT_EQ(Problems(**layer), Lines({"RESOURCE_EXHAUSTED " + std::string(201, 'p') + why,
                                      "RESOURCE_EXHAUSTED s" + why}));
}

TEST_F(Limits, ProblemsAreBounded) {
  test_.limits.max_path_bytes = 10;
  TarBuilder tar;
  for (int i = 0; i < 5000; ++i) tar.File("long name " + std::to_string(i), "");
  const auto layer = test_.Walk(tar.Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ((*layer)->problems().size(), 257u);
  EXPECT_EQ((*layer)->problems().back().message, "4744 more problems of this layer are left out");
}

TEST_F(Limits, TextOfAllPaths) {
  test_.limits.max_entries = 100;  // allows 25,600 bytes
  TarBuilder tar;
  for (int i = 0; i < 20; ++i) tar.File(std::string(2000, 'a') + std::to_string(i), "");
  ExpectFailure(tar.Build(), kExhausted, "25600 bytes");
}

TEST_F(Limits, FilesTooLargeToKeep) {
  test_.limits.max_contents_bytes = 100;
  test_.limits.max_file_bytes = 1000;
  test_.scanners = {Wanting([](FileWants& w) { w.Glob("*", Keep::kContents); }),
                    Wanting([](FileWants& w) { w.Glob("r*", Keep::kRandomAccess); })};
  const auto layer = test_.Walk(TarBuilder()
                                    .File("c", std::string(101, 'c'))
                                    .File("r", std::string(1000, 'r'))
                                    .File("r2", std::string(1001, 'r'))
                                    .File("small", "1")
                                    .Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"c=!RESOURCE_EXHAUSTED", "r=!RESOURCE_EXHAUSTED",
                                     "r2=!RESOURCE_EXHAUSTED", "small=1"}));
  const auto view = (*layer)->ViewFor(1);
  EXPECT_TRUE(view->Open(*view->Find("r")).ok());
  const absl::Status status = view->Open(*view->Find("r2")).status();
  EXPECT_EQ(status.code(), kExhausted);
  EXPECT_EQ(status.message(), "larger than max_file_bytes (1000)");
  EXPECT_EQ(Problems(**layer), Lines());  // the scanner that misses it says so
}

TEST_F(Limits, SpooledBytes) {
  test_.limits.max_buffered_bytes = 0;
  test_.limits.max_spooled_layer_bytes = 1500;
  ExpectFailure(
      TarBuilder().File("a", std::string(1000, 'a')).File("b/c", std::string(501, 'b')).Build(),
      kExhausted, "b/c: larger than max_spooled_layer_bytes (1500)");
}

// A GNU sparse file of 100 GB that holds nothing: an old-format header with an empty map.
std::string SparseTar(uint64_t real_size) {
  std::string header = TarBuilder().File("big", "").Build().substr(0, 512);
  header.replace(257, 8, "ustar  ", 8);
  header[156] = 'S';
  header.replace(386, 24, 24, '0');  // one empty extent
  std::string size(12, '\0');        // base-256
  size[0] = '\x80';
  for (int i = 0; i < 8; ++i) size[11 - i] = static_cast<char>(real_size >> (8 * i));
  header.replace(483, 12, size);
  header.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  char text[8];
  snprintf(text, sizeof(text), "%06o", sum);
  header.replace(148, 7, text, 7);
  return header + std::string(1024, '\0');
}

TEST_F(Limits, SparseFiles) {
  const auto layer = test_.Walk(SparseTar(3000));
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"big=" + std::string(3000, '\0')}));
  test_.limits.max_file_bytes = uint64_t{1} << 40;
  test_.walker = nullptr;
  ExpectFailure(SparseTar(uint64_t{100} << 30), kExhausted, "big: a sparse file");
  test_.limits.max_compression_ratio = ~uint64_t{0};
  test_.walker = nullptr;
  ExpectFailure(SparseTar(uint64_t{100} << 30), kExhausted, "big: a sparse file");
}

// A few bytes of a map are an element of a list in libarchive's memory.
TEST_F(Limits, SparseMaps) {
  EXPECT_TRUE(test_.Fails(testing::hostile::SparseMap(1000)).ok());
  EXPECT_TRUE(test_.Fails(testing::hostile::OldSparseMap(1000)).ok());
  for (const std::string& tar :
       {testing::hostile::SparseMap(3'000'000), testing::hostile::OldSparseMap(20'000)}) {
    ExpectFailure(tar, kExhausted, "an entry with endless headers");
    ExpectFailure(Compress(tar, Compression::kGzip), kExhausted, "an entry with endless headers");
  }
  // Any number of zeros may follow an archive.
  EXPECT_TRUE(test_.Fails(TarBuilder().File("a", "1").Build() + std::string(9 << 20, '\0')).ok());
  // And an entry may skip any number of bytes.
  test_.scanners = {Wanting([](FileWants& w) { w.Path("b", Keep::kContents); })};
  test_.walker = nullptr;
  EXPECT_TRUE(test_.Fails(TarBuilder().File("a", Noise(9 << 20, 1)).File("b", "2").Build()).ok());
}

// Each piece that a consumer is fed costs something, and a run of a sparse file may have one byte.
TEST_F(Limits, CrumblesComeInPieces) {
  class Counting final : public LayerScanner {
   public:
    ScannerId id() const override { return {"test", "1"}; }
    void Want(FileWants& wants) const override { wants.Path("f", Keep::kStream); }
    std::unique_ptr<StreamConsumer> OnStream(const FileEntry&) const override {
      class Consumer final : public StreamConsumer {
       public:
        explicit Consumer(const Counting& counts) : counts_(counts) {}
        bool Feed(std::string_view bytes) override {
          ++counts_.pieces;
          counts_.bytes += bytes;
          return true;
        }
        const Counting& counts_;
      };
      return std::make_unique<Consumer>(*this);
    }
    mutable size_t pieces = 0;
    mutable std::string bytes;
  };
  const auto counting = std::make_shared<const Counting>();
  test_.scanners = {counting};
  const absl::Status status = test_.Fails(testing::hostile::CrumbledFile(100'000, "f"));
  EXPECT_TRUE(status.ok()) << status;
  ASSERT_EQ(counting->bytes.size(), 200'000u);
  EXPECT_EQ(counting->bytes.substr(0, 4), std::string("c\0c\0", 4));
  EXPECT_LT(counting->pieces, 60u);
}

TEST_F(Limits, DamagedArchives) {
  const std::string tar = TarBuilder().File("a", "1").File("b/c", std::string(3000, 'b')).Build();
  ExpectFailure(tar.substr(0, 2000), kDataLoss, "b/c: ");           // within a file
  ExpectFailure(tar.substr(0, 1300), kDataLoss, "tar: ");           // within a header
  EXPECT_TRUE(test_.Fails(tar.substr(0, 1024)).ok());               // between entries
  EXPECT_TRUE(test_.Fails(tar.substr(0, tar.size() - 1024)).ok());  // the end mark is missing
  EXPECT_TRUE(test_.Fails(tar.substr(0, tar.size() - 512)).ok());   // half of it
  const std::string gzip = Compress(tar, Compression::kGzip);
  ExpectFailure(gzip.substr(0, gzip.size() - 9), kDataLoss, "gzip: the stream is cut off");
  ExpectFailure(TarBuilder().File("a", "1").Add({.path = "b", .bad_checksum = true}).Build(),
                kDataLoss, "tar: damaged header");
  ExpectFailure(TarBuilder().Add({.path = "b", .claimed_size = uint64_t{1} << 50}).Build(),
                kDataLoss, "tar: ");
  std::string negative = TarBuilder().File("n", "").Build();
  negative.replace(124, 12, 12, '\xff');
  negative.replace(148, 8, 8, ' ');
  unsigned sum = 0;
  for (int i = 0; i < 512; ++i) sum += static_cast<unsigned char>(negative[i]);
  char text[8];
  snprintf(text, sizeof(text), "%06o", sum);
  negative.replace(148, 7, text, 7);
  EXPECT_FALSE(test_.Fails(TarBuilder().File("a", "1").Build().substr(0, 1024) + negative).ok());
}

TEST_F(Limits, WhatIsNoLayer) {
  ExpectFailure(Noise(5000, 1), absl::StatusCode::kInvalidArgument, "not a tar archive");
  ExpectFailure("x", absl::StatusCode::kInvalidArgument, "not a tar archive");
  ExpectFailure("BZh91AY&SY", absl::StatusCode::kInvalidArgument, "bzip2");
  EXPECT_TRUE(test_.Fails(TarBuilder().File("BZh9", "a tar all the same").Build()).ok());
}

// Deep paths and links onto each other: bounded, though every lookup is expensive.
TEST_F(Limits, ManyLinksOfDeepPaths) {
  std::string deep;
  for (int i = 0; i < 1000; ++i) deep += "d/";
  TarBuilder tar;
  tar.Symlink("d", ".");
  for (int i = 0; i < 3000; ++i)
    tar.Symlink("l" + std::to_string(i), deep + "l" + std::to_string(i + 1));
  tar.File("l3000", "1");
  const auto begin = std::chrono::steady_clock::now();
  const auto layer = test_.Walk(tar.Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"l3000=1"}));
  EXPECT_LT(std::chrono::steady_clock::now() - begin, std::chrono::seconds(20));
}

// Gives zeros for ever, as a gzip bomb or a broken server does.
class EndlessFetcher final : public LayerFetcher {
 public:
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context&,
                                                   const LayerDescription&) override {
    class Zeros final : public ByteSource {
      absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
        std::fill(buffer.begin(), buffer.end(), std::byte{0});
        return buffer.size();
      }
    };
    return std::make_unique<Zeros>();
  }
};

TEST_F(Limits, CancellationAndDeadlines) {
  const auto pool = NewThreadPool(2);
  LayerDescription layer;
  layer.digest = testing::DigestOf("x");
  EndlessFetcher fetcher;
  for (Executor* executor : {static_cast<Executor*>(nullptr), pool.get()}) {
    const auto walker =
        *LayerWalker::Create(test_.scanners, test_.limits, test_.temporary.get(), executor);
    std::stop_source stop;
    std::chrono::steady_clock::time_point stopped;
    std::thread stopper([&] {
      std::this_thread::sleep_for(milliseconds(50));
      stopped = std::chrono::steady_clock::now();
      stop.request_stop();
    });
    const absl::Status status =
        walker->Walk(test_.context.WithStopToken(stop.get_token()), fetcher, layer, {true})
            .status();
    const auto returned = std::chrono::steady_clock::now();
    stopper.join();
    EXPECT_EQ(status.code(), absl::StatusCode::kCancelled) << status;
    EXPECT_LT(returned - stopped, milliseconds(500));  // 50 on an idle machine
    EXPECT_EQ(walker->Walk(test_.context.WithTimeout(milliseconds(20)), fetcher, layer, {true})
                  .status()
                  .code(),
              absl::StatusCode::kDeadlineExceeded);
  }
}

}  // namespace
}  // namespace claircore::walk
