#include <span>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/hostile/layers.h"
#include "gtest/gtest.h"
#include "indexer/walk/layer_walker.h"
#include "indexer/walk/walk_test_util.h"

namespace claircore::walk {
namespace {

using testing::TarBuilder;
using Lines = std::vector<std::string>;

std::unique_ptr<WalkedLayer> Walk(const TarBuilder& tar, std::function<void(FileWants&)> want) {
  WalkTest test;
  test.scanners = {Wanting(std::move(want))};
  auto layer = test.Walk(tar.Build());
  EXPECT_TRUE(layer.ok()) << layer.status();
  return layer.ok() ? *std::move(layer) : nullptr;
}

TEST(Links, ASymlinkLeadsToTheFileUnderItsOwnPath) {
  const TarBuilder tar = TarBuilder()
                             .Symlink("etc/os-release", "../usr/lib/os-release")
                             .File("usr/lib/os-release", "ID=x");
  const auto both = Walk(tar, [](FileWants& w) {
    w.Path("etc/os-release", Keep::kContents);
    w.Path("usr/lib/os-release", Keep::kContents);
  });
  EXPECT_EQ(Seen(*both, 0), Lines({"usr/lib/os-release=ID=x"}));
  EXPECT_EQ(both->stats().passes, 1);
  EXPECT_EQ(both->ViewFor(0)->Find("etc/os-release")->path, "usr/lib/os-release");

  const auto link = Walk(tar, [](FileWants& w) { w.Path("etc/os-release", Keep::kContents); });
  EXPECT_EQ(Seen(*link, 0), Lines({"usr/lib/os-release=ID=x"}));
  EXPECT_EQ(link->stats().passes, 2);
  EXPECT_EQ(link->ViewFor(0)->Find("/etc/os-release")->path, "usr/lib/os-release");
}

TEST(Links, MetadataNeedsNoSecondPass) {
  const auto layer = Walk(TarBuilder().File("b", "12").Symlink("a", "b"),
                          [](FileWants& w) { w.Path("a", Keep::kEntry); });
  EXPECT_EQ(Seen(*layer, 0), Lines({"b"}));
  EXPECT_EQ(layer->ViewFor(0)->Find("a")->size, 2u);
  EXPECT_EQ(layer->stats().passes, 1);
}

TEST(Links, LinkedDirectories) {
  const TarBuilder tar = TarBuilder()
                             .Symlink("var/lib/rpm", "../../usr/lib/sysimage/rpm")
                             .Symlink("lib", "usr/lib")
                             .File("usr/lib/sysimage/rpm/rpmdb.sqlite", "db")
                             .File("usr/lib/sysimage/rpm/other", "no")
                             .File("usr/lib/apk/db/installed", "P:x");
  const auto paths = Walk(tar, [](FileWants& w) {
    w.Path("var/lib/rpm/rpmdb.sqlite", Keep::kRandomAccess);
    w.Path("lib/apk/db/installed", Keep::kContents);
    w.Path("lib/apk/db/missing", Keep::kContents);
    w.Path("lib/apk/db", Keep::kContents);
  });
  EXPECT_EQ(Seen(*paths, 0),
            Lines({"usr/lib/apk/db/installed=P:x", "usr/lib/sysimage/rpm/rpmdb.sqlite=db"}));
  EXPECT_EQ(paths->stats().passes, 2);
  EXPECT_NE(paths->ViewFor(0)->Find("var/lib/rpm/rpmdb.sqlite"), nullptr);
  EXPECT_EQ(paths->ViewFor(0)->Find("var/lib/rpm/other"), nullptr);

  const auto globs =
      Walk(tar, [](FileWants& w) { w.Glob("var/lib/rpm/*.sqlite", Keep::kContents); });
  EXPECT_EQ(Seen(*globs, 0), Lines({"usr/lib/sysimage/rpm/rpmdb.sqlite=db"}));
}

TEST(Links, NeverAboveTheRoot) {
  const auto layer = Walk(TarBuilder()
                              .Symlink("a/up", "../../../../etc/passwd")
                              .Symlink("a/abs", "/etc/passwd")
                              .Symlink("d", "..")
                              .File("etc/passwd", "root"),
                          [](FileWants& w) {
                            w.Path("a/up", Keep::kContents);
                            w.Path("a/abs", Keep::kContents);
                            w.Path("d/d/d/etc/passwd", Keep::kContents);
                          });
  EXPECT_EQ(Seen(*layer, 0), Lines({"etc/passwd=root"}));
  EXPECT_NE(layer->ViewFor(0)->Find("d/d/d/etc/passwd"), nullptr);
}

TEST(Links, LoopsAndDanglingOnesLeadNowhere) {
  TarBuilder tar;
  tar.Symlink("a", "b").Symlink("b", "a").Symlink("self", "self").Symlink("gone", "nowhere");
  tar.Symlink("dir", ".").File("file", "1").Symlink("through", "file/x").Symlink("todir", "sub");
  tar.Dir("sub").HardLink("h1", "h2").HardLink("h2", "h1").HardLink("h3", "nowhere");
  const auto layer = Walk(tar, [](FileWants& w) {
    w.Glob("*", Keep::kContents);
    w.Path("dir/dir/dir/file", Keep::kContents);
    w.Path("self/x", Keep::kContents);
  });
  EXPECT_EQ(Seen(*layer, 0), Lines({"file=1"}));
  EXPECT_EQ(layer->ViewFor(0)->Find("a"), nullptr);
  EXPECT_EQ(layer->ViewFor(0)->Find("dir/dir/file")->path, "file");
}

TEST(Links, FortyHopsAreEnough) {
  TarBuilder tar;
  for (int i = 0; i < 41; ++i) tar.Symlink("l" + std::to_string(i), "l" + std::to_string(i + 1));
  tar.File("l41", "1");
  const auto layer = Walk(tar, [](FileWants& w) { w.Path("l1", Keep::kContents); });
  EXPECT_EQ(Seen(*layer, 0), Lines({"l41=1"}));
  EXPECT_EQ(layer->ViewFor(0)->Find("l0"), nullptr);
}

TEST(Links, AHardLinkIsAFileUnderItsOwnPath) {
  const TarBuilder tar =
      TarBuilder().File("a", "1").HardLink("x.jar", "./a").HardLink("y.jar", "x.jar");
  const auto layer = Walk(tar, [](FileWants& w) { w.Suffix(".jar", Keep::kRandomAccess); });
  EXPECT_EQ(Seen(*layer, 0), Lines({"x.jar=1", "y.jar=1"}));
  EXPECT_EQ(layer->stats().passes, 2);
  EXPECT_EQ(layer->stats().buffered_bytes, 1u);

  const auto all = Walk(tar, [](FileWants& w) { w.Glob("*", Keep::kContents); });
  EXPECT_EQ(Seen(*all, 0), Lines({"a=1", "x.jar=1", "y.jar=1"}));
  EXPECT_EQ(all->stats().passes, 1);
}

TEST(Links, AHardLinkKeepsTheFileThatWasThere) {
  const auto layer = Walk(TarBuilder().File("a", "old").HardLink("h", "a").File("a", "new"),
                          [](FileWants& w) { w.Glob("*", Keep::kContents); });
  EXPECT_EQ(Seen(*layer, 0), Lines({"a=new", "h=old"}));
  const auto second = Walk(TarBuilder().File("a", "old").HardLink("h", "a").File("a", "new"),
                           [](FileWants& w) { w.Path("h", Keep::kContents); });
  EXPECT_EQ(Seen(*second, 0), Lines({"h=old"}));
}

TEST(Links, SymlinksAndHardLinksToEachOther) {
  const auto layer = Walk(TarBuilder()
                              .File("real", "1")
                              .HardLink("hard", "real")
                              .Symlink("soft", "hard")
                              .Symlink("d/soft", "../real")
                              .HardLink("d/hardsoft", "d/soft"),
                          [](FileWants& w) {
                            w.Path("soft", Keep::kContents);
                            w.Path("d/hardsoft", Keep::kContents);
                          });
  EXPECT_EQ(Seen(*layer, 0), Lines({"hard=1", "real=1"}));
}

TEST(Links, SniffedFilesHaveAllTheirNames) {
  const auto layer =
      Walk(TarBuilder().File("bin/a", "\177ELF").HardLink("bin/b", "bin/a"), [](FileWants& w) {
        w.Sniff(4, Keep::kContents,
                [](const FileEntry&, std::string_view head) { return head == "\177ELF"; });
      });
  EXPECT_EQ(Seen(*layer, 0), Lines({"bin/a=\177ELF", "bin/b=\177ELF"}));
  EXPECT_EQ(layer->stats().passes, 1);
}

// What is too large for the one that asks for it whole is there for the one that reads in it.
TEST(Links, AGreaterKeepThroughALinkReadsAgain) {
  WalkTest test;
  test.limits.max_contents_bytes = 10;
  test.scanners = {Wanting([](FileWants& w) { w.Path("a", Keep::kContents); }),
                   Wanting([](FileWants& w) { w.Path("l", Keep::kRandomAccess); })};
  const auto layer =
      test.Walk(TarBuilder().File("a", std::string(100, 'x')).Symlink("l", "a").Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"a=!RESOURCE_EXHAUSTED"}));
  const auto view = (*layer)->ViewFor(1);
  EXPECT_EQ((*view->Open(*view->Find("l")))->size(), 100u);
  EXPECT_EQ((*layer)->stats().passes, 2);
}

TEST(Links, WhoseBytesAFileHas) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Suffix(".jar", Keep::kRandomAccess); }),
                   Wanting([](FileWants& w) { w.Path("b.jar", Keep::kContents); })};
  const auto layer = test.Walk(TarBuilder()
                                   .File("a.jar", "same")
                                   .HardLink("b.jar", "a.jar")
                                   .HardLink("c.jar", "b.jar")
                                   .HardLink("other", "a.jar")
                                   .File("d.jar", "same")
                                   .Build());
  ASSERT_TRUE(layer.ok()) << layer.status();
  const auto view = (*layer)->ViewFor(0);
  const auto bytes = [&](const char* path) { return view->BytesOf(*view->Find(path)); };
  for (const char* path : {"a.jar", "b.jar", "c.jar"}) {
    EXPECT_EQ(bytes(path).names, 3u);
    EXPECT_EQ(bytes(path).number, bytes("a.jar").number);
  }
  EXPECT_EQ(bytes("d.jar").names, 1u);
  EXPECT_NE(bytes("d.jar").number, bytes("a.jar").number);
  const auto other = (*layer)->ViewFor(1);
  EXPECT_EQ(other->BytesOf(*other->Find("b.jar")).names, 1u);  // it sees no other name
}

// A link takes half a kilobyte and may stand for any number of bytes: what a scanner reads of them
// under further names is linear in what the layer holds.
TEST(Links, BytesUnderManyNamesAreReadSoOften) {
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) { w.Suffix(".x", Keep::kRandomAccess); })};
  constexpr uint64_t kBytes = 1 << 20;
  const auto layer =
      test.Walk(testing::hostile::ManyNames(100, "f.x", Noise(kBytes, 1), "n", ".x"));
  ASSERT_TRUE(layer.ok()) << layer.status();
  for (const bool whole : {true, false}) {
    const auto view = (*layer)->ViewFor(0);
    uint64_t read = 0;
    size_t refused = 0;
    view->ForEach([&](const FileEntry& file) {
      absl::Status status;
      if (whole) {
        status = view->Contents(file).status();
      } else {
        std::string buffer(kBytes, '\0');
        status = (*view->Open(file))->ReadAt(0, std::as_writable_bytes(std::span(buffer))).status();
      }
      if (status.ok()) read += kBytes;
      if (absl::IsResourceExhausted(status)) ++refused;
      return true;
    });
    EXPECT_EQ(read, (1 + 1 + 16) * kBytes);  // once; as much again as was kept; 16 MiB
    EXPECT_EQ(refused, 101 - read / kBytes);
    // The first name has no bound.
    const FileEntry first = *view->Find("f.x");
    for (int i = 0; i < 30; ++i) EXPECT_TRUE(view->Contents(first).ok());
  }
}

}  // namespace
}  // namespace claircore::walk
