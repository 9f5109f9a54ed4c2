#include "indexer/walk/layer_walker.h"

#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/walk/blob_pipeline.h"
#include "indexer/walk/walk_test_util.h"

namespace claircore::walk {
namespace {

using testing::Compress;
using testing::Compression;
using testing::TarBuilder;
using Lines = std::vector<std::string>;

std::string Describe(const FileEntry& file) {
  return file.path + " " + std::to_string(file.size) + " " + std::to_string(file.mode) + " " +
         std::to_string(static_cast<int>(file.type)) + " " + file.link_target;
}

TEST(LayerWalker, GivesEachScannerWhatItWants) {
  WalkTest test;
  test.scanners = {
      Wanting([](FileWants& w) { w.Path("etc/os-release", Keep::kContents); }),
      Wanting([](FileWants& w) {
        w.Basename("package.json", Keep::kContents);
        w.Suffix(".jar", Keep::kRandomAccess);
      }),
      Wanting([](FileWants& w) { w.Glob("etc/*", Keep::kEntry); }),
      Wanting([](FileWants& w) {
        w.Sniff(4, Keep::kContents, [](const FileEntry& file, std::string_view head) {
          EXPECT_EQ(head.size(), std::min<size_t>(4, file.size));
          return head == "\177ELF";
        });
      }),
  };
  const std::string tar = TarBuilder()
                              .Dir("./")
                              .Dir("./etc")
                              .File("./etc/os-release", "ID=x")
                              .File("/srv/a.jar", "PK")
                              .File("srv//package.json", "{}")
                              .File("usr/bin/x", "\177ELF....", 0755)
                              .File("usr/bin/y", "\177EL")
                              .File("usr/bin/empty", "")
                              .Build();
  for (const Compression c : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
    const auto layer = test.Walk(tar, c);
    ASSERT_TRUE(layer.ok()) << layer.status();
    EXPECT_EQ(Seen(**layer, 0), Lines({"etc/os-release=ID=x"}));
    EXPECT_EQ(Seen(**layer, 1), Lines({"srv/a.jar=PK", "srv/package.json={}"}));
    EXPECT_EQ(Seen(**layer, 2), Lines({"etc/os-release"}));
    EXPECT_EQ(Seen(**layer, 3), Lines({"usr/bin/x=\177ELF...."}));
    EXPECT_EQ(Paths(**layer), Lines({"etc/", "etc/os-release", "srv/a.jar", "srv/package.json",
                                     "usr/bin/empty", "usr/bin/x", "usr/bin/y"}));
    EXPECT_EQ(Problems(**layer), Lines());
    EXPECT_EQ((*layer)->stats().passes, 1);
    EXPECT_EQ((*layer)->stats().entries, 8u);
    EXPECT_EQ((*layer)->stats().decompressed_bytes, tar.size());
    EXPECT_EQ((*layer)->stats().spooled_bytes, 0u);
  }
}

TEST(LayerWalker, EntriesHaveTheirMetadata) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Glob("**", Keep::kEntry); })};
  const auto layer = test.Walk(TarBuilder().File("a", "12345", 04755).HardLink("b", "a").Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  Lines seen;
  (*layer)->ViewFor(0)->ForEach([&](const FileEntry& file) {
    seen.push_back(Describe(file));
    return true;
  });
  const std::string mode = std::to_string(04755);
  EXPECT_EQ(seen, Lines({"a 5 " + mode + " 0 ", "b 5 " + mode + " 3 a"}));
}

TEST(LayerWalker, InactiveScannersGetNothing) {
  WalkTest test;
  const auto all = [](FileWants& w) {
    w.Suffix("x", Keep::kContents);
    w.Sniff(1, Keep::kContents, [](const FileEntry&, std::string_view) { return true; });
  };
  test.scanners = {Wanting(all), Wanting(all)};
  const auto walker =
      *LayerWalker::Create(test.scanners, test.limits, test.temporary.get(), nullptr);
  const LayerDescription description = test.fetcher.Add(TarBuilder().File("ax", "1").Build());
  const auto layer = walker->Walk(test.context, test.fetcher, description, {false, true});
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines());
  EXPECT_EQ(Seen(**layer, 1), Lines({"ax=1"}));
  EXPECT_TRUE(walker->Wanted("ax"));
  EXPECT_FALSE(walker->Wanted("ay"));
}

TEST(LayerWalker, WhiteoutsAreNoEntries) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Glob("**", Keep::kContents); })};
  const auto layer = test.Walk(TarBuilder()
                                   .Whiteout("etc/gone")
                                   .Opaque("srv")
                                   .Opaque("")
                                   .File("srv/x", "1")
                                   .Whiteout("srv/x")
                                   .File("usr/.wh.", "")
                                   .File("usr/.wh..wh.aufs", "")
                                   .Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"srv/x=1"}));
  EXPECT_EQ(Paths(**layer), Lines({"/*", "-etc/gone", "srv/*", "-srv/x", "srv/x"}));
  EXPECT_EQ(Problems(**layer), Lines({"DATA_LOSS usr/.wh.: a whiteout of nothing"}));
}

TEST(LayerWalker, TheLastOfEqualPathsWins) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Basename("x", Keep::kContents); })};
  const auto layer = test.Walk(TarBuilder()
                                   .File("a/x", "1")
                                   .File("b/x", "1")
                                   .File("a/./x", "2")
                                   .File("/c/x", "3")
                                   .Dir("b/x")
                                   .Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"a/x=2", "c/x=3"}));
  EXPECT_EQ(Paths(**layer), Lines({"a/x", "b/x/", "c/x"}));
}

TEST(LayerWalker, NamesAreBytes) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Suffix(".txt", Keep::kContents); })};
  const std::string utf8 = "d/\xc3\xa9.txt", latin1 = "d/\xe9.txt";
  const std::string long_utf8 = std::string(150, 'd') + "/\xc3\xa9.txt";
  const std::string long_latin1 = std::string(150, 'd') + "/\xe9.txt";
  const auto layer = test.Walk(TarBuilder()
                                   .File(latin1, "1")
                                   .File(utf8, "2")
                                   .File(long_utf8, "3")
                                   .File(long_latin1, "4")
                                   .Symlink("l.txt", utf8)
                                   .Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0),
            Lines({utf8 + "=2", latin1 + "=1", long_utf8 + "=3", long_latin1 + "=4"}));
}

TEST(LayerWalker, ConcatenatedArchivesAndPadding) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Glob("*", Keep::kContents); })};
  const std::string one = TarBuilder().File("a", "1").Build();
  const std::string two = TarBuilder().File("b", "2").Build();
  const std::string pad(512, '\0');
  const auto layer = test.Walk(one + pad + two + std::string(10240, '\0'));
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"a=1", "b=2"}));
  EXPECT_EQ(Problems(**layer), Lines());

  const auto lone = test.Walk(one.substr(0, 1024) + pad + two);
  ASSERT_TRUE(lone.ok()) << lone.status();
  EXPECT_EQ(Seen(**lone, 0), Lines({"a=1", "b=2"}));
}

TEST(LayerWalker, EmptyLayers) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Glob("*", Keep::kContents); })};
  for (const std::string& tar : {std::string(), std::string(512, '\0'), std::string(10240, '\0')}) {
    for (const Compression c : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
      const auto layer = test.Walk(tar, c);
      ASSERT_TRUE(layer.ok()) << layer.status() << " " << tar.size();
      EXPECT_EQ(Paths(**layer), Lines());
    }
  }
}

TEST(LayerWalker, TrailingGarbageIsAProblem) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Glob("*", Keep::kContents); })};
  const std::string tar = TarBuilder().File("a", "1").Build();
  for (const std::string& blob :
       {tar + Noise(5000, 1), Compress(tar, Compression::kGzip) + Noise(300, 2),
        Compress(tar, Compression::kZstd) + "garbage"}) {
    const auto layer = test.Walk(blob);
    ASSERT_TRUE(layer.ok()) << layer.status();
    EXPECT_EQ(Seen(**layer, 0), Lines({"a=1"}));
    ASSERT_EQ(Problems(**layer).size(), 1u);
    EXPECT_TRUE(Problems(**layer)[0].starts_with("DATA_LOSS : bytes "));
    EXPECT_EQ((*layer)->problems()[0].layer, (*layer)->ViewFor(0)->digest());
  }
}

TEST(LayerWalker, WrongDigestIsDataLoss) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Glob("*", Keep::kContents); })};
  const auto walker =
      *LayerWalker::Create(test.scanners, test.limits, test.temporary.get(), nullptr);
  for (const auto algorithm : {Digest::Algorithm::kSha256, Digest::Algorithm::kSha512}) {
    LayerDescription layer;
    layer.digest = testing::DigestOf("something else", algorithm);
    test.fetcher.AddAs(layer.digest, TarBuilder().File("a", "1").Build());
    const absl::Status status = walker->Walk(test.context, test.fetcher, layer, {true}).status();
    EXPECT_EQ(status.code(), absl::StatusCode::kDataLoss) << status;
    EXPECT_NE(status.message().find(layer.digest.ToString()), std::string::npos);
    const LayerDescription right =
        test.fetcher.Add(TarBuilder().File("a", "1").Build(), "", algorithm);
    EXPECT_TRUE(walker->Walk(test.context, test.fetcher, right, {true}).ok());
  }
}

TEST(LayerWalker, Streams) {
  WalkTest test;
  test.scanners = {
      Wanting([](FileWants& w) { w.Suffix(".bin", Keep::kStream); }),
      Wanting([](FileWants& w) { w.Path("a.bin", Keep::kContents); }),
      Wanting([](FileWants& w) { w.Path("link", Keep::kStream); }),
      Wanting([](FileWants& w) { w.Suffix("bin", Keep::kStream); }),
  };
  const std::string large = Noise(3 << 20, 5);
  const auto layer = test.Walk(TarBuilder()
                                   .File("a.bin", "abc")
                                   .File("b.bin", large)
                                   .File("c", "c")
                                   .Symlink("link", "c")
                                   .Symlink("sbin", "a.bin")
                                   .Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  const auto bytes = [&](size_t scanner, std::string_view path) {
    const auto view = (*layer)->ViewFor(scanner);
    const FileEntry* file = view->Find(path);
    return file == nullptr ? "-" : static_cast<TestConsumer*>(view->Consumer(*file))->bytes;
  };
  EXPECT_EQ(bytes(0, "a.bin"), "abc");
  EXPECT_TRUE(large.starts_with(bytes(0, "b.bin")));
  EXPECT_GE(bytes(0, "b.bin").size(), TestConsumer::kLimit);
  EXPECT_LT(bytes(0, "b.bin").size(), large.size());
  EXPECT_EQ(bytes(2, "link"), "-");  // for the name of a link no layer is read again
  EXPECT_EQ(bytes(3, "sbin"), "abc");
  EXPECT_EQ(Seen(**layer, 1), Lines({"a.bin=abc"}));
  const auto view = (*layer)->ViewFor(1);
  EXPECT_EQ(view->Consumer(*view->Find("a.bin")), nullptr);
  EXPECT_EQ((*layer)->stats().passes, 1);
}

TEST(LayerWalker, BytesAreKeptOnceAndSpooledBeyondTheBudget) {
  WalkTest test;
  test.limits.max_buffered_bytes = BlobPipeline::kRingBytes + 10'000;
  test.limits.max_buffered_file_bytes = 6'000;
  const auto jars = [](FileWants& w) { w.Suffix(".jar", Keep::kRandomAccess); };
  test.scanners = {Wanting(jars), Wanting(jars)};
  const std::string a = Noise(5'000, 1), b = Noise(7'000, 2), c = Noise(5'000, 3), d = Noise(1, 4);
  const std::string tar =
      TarBuilder().File("a.jar", a).File("b.jar", b).File("c.jar", c).File("d.jar", d).Build();
  for (int i = 0; i < 3; ++i) {  // a walked layer gives its memory back
    const auto layer = test.Walk(tar);
    ASSERT_TRUE(layer.ok()) << layer.status();
    EXPECT_EQ((*layer)->stats().buffered_bytes, 10'000u);
    EXPECT_EQ((*layer)->stats().spooled_bytes, 7'001u);
    EXPECT_EQ(Seen(**layer, 0), Lines({"a.jar=" + a, "b.jar=" + b, "c.jar=" + c, "d.jar=" + d}));
    const auto view = (*layer)->ViewFor(1);
    for (const auto& [path, bytes] : {std::pair("b.jar", b), std::pair("c.jar", c)}) {
      const auto source = view->Open(*view->Find(path));
      ASSERT_TRUE(source.ok());
      EXPECT_EQ((*source)->size(), bytes.size());
      std::string part(2'000, '\0');
      const auto got = (*source)->ReadAt(4'000, std::as_writable_bytes(std::span(part)));
      ASSERT_TRUE(got.ok());
      EXPECT_EQ(part.substr(0, *got), bytes.substr(4'000, 2'000));
      EXPECT_EQ((*source)->ReadAt(bytes.size(), std::as_writable_bytes(std::span(part))).value(),
                0u);
    }
  }
}

TEST(LayerWalker, KeepDecidesWhatTheViewGives) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) {
    w.Path("contents", Keep::kContents);
    w.Path("entry", Keep::kEntry);
    w.Path("both", Keep::kEntry);
    w.Basename("both", Keep::kRandomAccess);
  })};
  const auto layer =
      test.Walk(TarBuilder().File("contents", "1").File("entry", "2").File("both", "3").Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  const auto view = (*layer)->ViewFor(0);
  EXPECT_EQ(view->Contents(*view->Find("contents")).value(), "1");
  EXPECT_EQ(view->Open(*view->Find("contents")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(view->Contents(*view->Find("entry")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(view->Contents(*view->Find("both")).value(), "3");
  EXPECT_TRUE(view->Open(*view->Find("both")).ok());
  EXPECT_EQ(view->Find("missing"), nullptr);
}

TEST(LayerWalker, TheSameForAnyThreadsAndAnyOrder) {
  std::vector<std::function<void(TarBuilder&)>> parts;
  for (int i = 0; i < 200; ++i) {
    parts.push_back([i](TarBuilder& tar) {
      tar.File("d" + std::to_string(i % 7) + "/f" + std::to_string(i) + ".x", Noise(i * 300, i));
    });
    parts.push_back([i](TarBuilder& tar) {
      tar.Symlink("l" + std::to_string(i) + ".x", "d" + std::to_string(i % 7) + "/f3.x");
    });
  }
  const auto want = [](FileWants& w) {
    w.Glob("d3/*.x", Keep::kContents);
    w.Suffix("3.x", Keep::kRandomAccess);
    w.Sniff(2, Keep::kContents, [](const FileEntry&, std::string_view head) {
      return head.size() == 2 && head[0] < 10;
    });
  };
  Lines expected, expected_paths;
  for (const int threads : {0, 1, 2, 4}) {
    const auto pool = threads == 0 ? nullptr : NewThreadPool(threads);
    for (const Compression c : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
      WalkTest test;
      test.limits.max_buffered_bytes = 100'000;
      test.scanners = {Wanting(want)};
      test.executor = pool.get();
      TarBuilder tar;
      for (const auto& part : parts) part(tar);
      const auto layer = test.Walk(tar.Build(), c);
      ASSERT_TRUE(layer.ok()) << layer.status();
      if (expected.empty()) {
        expected = Seen(**layer, 0);
        expected_paths = Paths(**layer);
        EXPECT_GT(expected.size(), 40u);
      }
      EXPECT_EQ(Seen(**layer, 0), expected);
      EXPECT_EQ(Paths(**layer), expected_paths);
      std::reverse(parts.begin(), parts.end());
    }
  }
}

}  // namespace
}  // namespace claircore::walk
