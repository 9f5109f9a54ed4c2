#include "claircore/testing/fake_layer.h"

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "claircore/context.h"
#include "claircore/package_scanner.h"
#include "claircore/testing/patterns.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using claircore::testing::FakeLayer;
using claircore::testing::GlobMatches;

// A scanner that only wants.
class Wanting : public PackageScanner {
 public:
  explicit Wanting(std::function<void(FileWants&)> want) : want_(std::move(want)) {}
  ScannerId id() const override { return {"test", "1"}; }
  void Want(FileWants& wants) const override { want_(wants); }
  absl::Status Scan(const Context&, LayerView&, PackageSink&) const override {
    return absl::OkStatus();
  }

 private:
  std::function<void(FileWants&)> want_;
};

std::vector<std::string> Seen(const FakeLayer& layer, std::function<void(FileWants&)> want) {
  std::vector<std::string> paths;
  layer.For(Wanting(std::move(want)))->ForEach([&](const FileEntry& file) {
    paths.push_back(file.path);
    return true;
  });
  return paths;
}

using Paths = std::vector<std::string>;

TEST(PatternsTest, GlobStopsAtSlashesUnlessDoubled) {
  EXPECT_TRUE(GlobMatches("a/*", "a/b"));
  EXPECT_TRUE(GlobMatches("a/*", "a/"));
  EXPECT_FALSE(GlobMatches("a/*", "a/b/c"));
  EXPECT_TRUE(GlobMatches("a/?.txt", "a/x.txt"));
  EXPECT_FALSE(GlobMatches("a?b", "a/b"));
  EXPECT_TRUE(GlobMatches("**/x", "x"));
  EXPECT_TRUE(GlobMatches("**/x", "a/b/x"));
  EXPECT_FALSE(GlobMatches("**/x", "ax"));
  EXPECT_TRUE(GlobMatches("a/**/x", "a/x"));
  EXPECT_FALSE(GlobMatches("a/**/x", "a/bx"));
  EXPECT_TRUE(GlobMatches("a/**", "a/b/c"));
  EXPECT_TRUE(GlobMatches("**", "any/thing"));
  EXPECT_TRUE(GlobMatches("**/node_modules/*/package.json", "srv/node_modules/x/package.json"));
  EXPECT_FALSE(GlobMatches("**/node_modules/*/package.json", "srv/node_modules/package.json"));
  EXPECT_FALSE(GlobMatches("[ab]", "a"));  // brackets are bytes
  EXPECT_TRUE(GlobMatches("", ""));
  EXPECT_FALSE(GlobMatches(std::string(200, '*') + "b", std::string(20000, 'a')));
}

TEST(FakeLayerTest, ShowsOnlyWhatIsWantedInPathOrder) {
  const FakeLayer layer = FakeLayer()
                              .File("./z.jar", "z")
                              .File("/a/package.json", "{}")
                              .File("etc/x", "x")
                              .File("etc/y", "y")
                              .Dir("d.jar");
  EXPECT_EQ(Seen(layer,
                 [](FileWants& w) {
                   w.Suffix(".jar", Keep::kEntry);
                   w.Basename("package.json", Keep::kEntry);
                   w.Path("etc/x", Keep::kEntry);
                 }),
            (Paths{"a/package.json", "etc/x", "z.jar"}));
}

TEST(FakeLayerTest, FollowsLinksOfFilesAndFolders) {
  const FakeLayer layer = FakeLayer()
                              .File("usr/lib/os-release", "ID=x")
                              .Symlink("etc/os-release", "../usr/lib/os-release")
                              .Symlink("lib", "usr/lib")
                              .Symlink("loop", "loop")
                              .Symlink("out", "../../../nowhere");
  const Wanting scanner([](FileWants& w) {
    w.Path("etc/os-release", Keep::kContents);
    w.Path("loop", Keep::kContents);
    w.Path("out", Keep::kContents);
  });
  const auto view = layer.For(scanner);
  ASSERT_NE(view->Find("etc/os-release"), nullptr);
  EXPECT_EQ(view->Find("lib/os-release")->path, "usr/lib/os-release");
  EXPECT_EQ(view->Find("loop"), nullptr);
  EXPECT_EQ(view->Find("out"), nullptr);
  EXPECT_EQ(Seen(layer, [](FileWants& w) { w.Glob("lib/*-release", Keep::kEntry); }),
            Paths{"usr/lib/os-release"});
  EXPECT_EQ(Seen(layer, [](FileWants& w) { w.Basename("os-release", Keep::kEntry); }),
            Paths{"usr/lib/os-release"});
}

TEST(FakeLayerTest, HardLinksKeepTheirPathAndTheBytesOfThatMoment) {
  const FakeLayer layer =
      FakeLayer().File("a", "old").HardLink("b", "a").File("a", "new").HardLink("c", "missing");
  const Wanting scanner([](FileWants& w) { w.Glob("*", Keep::kContents); });
  const auto view = layer.For(scanner);
  ASSERT_NE(view->Find("b"), nullptr);
  EXPECT_EQ(view->Find("b")->path, "b");
  EXPECT_EQ(view->Find("b")->type, FileType::kHardLink);
  EXPECT_EQ(view->Find("b")->size, 3u);
  EXPECT_EQ(*view->Contents(*view->Find("b")), "old");
  EXPECT_EQ(*view->Contents(*view->Find("a")), "new");
  EXPECT_EQ(view->Find("c"), nullptr);
}

TEST(FakeLayerTest, HonoursKeepAndLimits) {
  const FakeLayer layer = FakeLayer()
                              .File("entry", "1")
                              .File("contents", "22")
                              .File("random", "333")
                              .File("large", "0123456789")
                              .Broken("broken", absl::DataLossError("bad disk"))
                              .WithMaxContents(5);
  const auto view = layer.For(Wanting([](FileWants& w) {
    w.Path("entry", Keep::kEntry);
    w.Path("contents", Keep::kContents);
    w.Path("random", Keep::kContents);
    w.Path("random", Keep::kRandomAccess);
    w.Path("large", Keep::kRandomAccess);
    w.Path("broken", Keep::kContents);
  }));
  const auto code = [&](std::string_view path) {
    return view->Contents(*view->Find(path)).status().code();
  };
  EXPECT_EQ(code("entry"), absl::StatusCode::kFailedPrecondition);
  EXPECT_EQ(code("contents"), absl::StatusCode::kOk);
  EXPECT_EQ(code("random"), absl::StatusCode::kOk);
  EXPECT_EQ(code("large"), absl::StatusCode::kResourceExhausted);
  EXPECT_EQ(code("broken"), absl::StatusCode::kDataLoss);
  EXPECT_EQ(view->Open(*view->Find("contents")).status().code(),
            absl::StatusCode::kFailedPrecondition);
  auto source = view->Open(*view->Find("large"));
  ASSERT_TRUE(source.ok());
  std::byte buffer[4];
  EXPECT_EQ((*source)->size(), 10u);
  EXPECT_EQ(*(*source)->ReadAt(8, buffer), 2u);
  EXPECT_EQ(static_cast<char>(buffer[0]), '8');
  EXPECT_EQ(*(*source)->ReadAt(10, buffer), 0u);
}

TEST(FakeLayerTest, SniffsFirstBytes) {
  const FakeLayer layer =
      FakeLayer().File("bin/elf", "\177ELFxxxx").File("bin/sh", "#!").File("empty", "");
  EXPECT_EQ(Seen(layer,
                 [](FileWants& w) {
                   w.Sniff(4, Keep::kEntry, [](const FileEntry&, std::string_view head) {
                     return head == "\177ELF";
                   });
                 }),
            Paths{"bin/elf"});
}

// Counts bytes, and has enough at ten thousand.
class Counter : public StreamConsumer {
 public:
  bool Feed(std::string_view bytes) override { return (total += bytes.size()) < 10000; }
  size_t total = 0;
};
class Streaming : public Wanting {
 public:
  Streaming() : Wanting([](FileWants& w) { w.Suffix(".bin", Keep::kStream); }) {}
  std::unique_ptr<StreamConsumer> OnStream(const FileEntry& file) const override {
    return file.path == "ignored.bin" ? nullptr : std::make_unique<Counter>();
  }
};

TEST(FakeLayerTest, FeedsStreamsAndKeepsNothing) {
  const FakeLayer layer = FakeLayer()
                              .File("a.bin", std::string(5000, 'x'))
                              .File("b.bin", std::string(50000, 'x'))
                              .File("ignored.bin", "x");
  const auto view = layer.For(Streaming());
  EXPECT_EQ(static_cast<Counter*>(view->Consumer(*view->Find("a.bin")))->total, 5000u);
  EXPECT_EQ(static_cast<Counter*>(view->Consumer(*view->Find("b.bin")))->total, 10210u);
  EXPECT_EQ(view->Consumer(*view->Find("ignored.bin")), nullptr);
  EXPECT_EQ(view->Contents(*view->Find("a.bin")).status().code(),
            absl::StatusCode::kFailedPrecondition);
}

}  // namespace
}  // namespace claircore
