#include <map>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/walk/layer_walker.h"
#include "indexer/walk/walk_test_util.h"

namespace claircore::walk {
namespace {

using Lines = std::vector<std::string>;

// A tree in memory; remembers which files were opened.
class TestTree final : public LayerTree {
 public:
  TestTree(std::map<std::string, FileEntry> entries, std::map<std::string, std::string> bytes,
           Lines* opened)
      : entries_(std::move(entries)), bytes_(std::move(bytes)), opened_(opened) {}

  absl::Status ForEach(const Context&, absl::FunctionRef<bool(const FileEntry&)> visit) override {
    for (const auto& [path, entry] : entries_) {
      if (!visit(entry)) break;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context&, const FileEntry& file) override {
    opened_->push_back(file.path);
    const auto it = bytes_.find(file.path);
    if (it == bytes_.end()) return absl::PermissionDeniedError("may not be read");
    return testing::NewStringSource(it->second);
  }

 private:
  const std::map<std::string, FileEntry> entries_;
  const std::map<std::string, std::string> bytes_;
  Lines* const opened_;
};

class TreeFetcher final : public LayerFetcher {
 public:
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context&,
                                                   const LayerDescription&) override {
    return absl::InternalError("the tree is what there is");
  }
  absl::StatusOr<std::unique_ptr<LayerTree>> OpenTree(const Context&,
                                                      const LayerDescription&) override {
    return std::make_unique<TestTree>(entries, bytes, &opened);
  }
  void File(const std::string& path, const std::string& contents) {
    FileEntry& entry = entries[path];
    entry.path = path;
    entry.size = contents.size();
    bytes[path] = contents;
  }
  void Link(const std::string& path, FileType type, const std::string& target) {
    FileEntry& entry = entries[path];
    entry.path = path;
    entry.type = type;
    entry.link_target = target;
  }
  std::map<std::string, FileEntry> entries;
  std::map<std::string, std::string> bytes;
  Lines opened;
};

TEST(Tree, OnlyWantedFilesAreOpened) {
  TreeFetcher fetcher;
  fetcher.File("usr/lib/os-release", "ID=x");
  fetcher.Link("etc/os-release", FileType::kSymlink, "usr/lib/os-release");
  fetcher.File("usr/bin/other", "1");
  fetcher.Link("usr/bin/hard.jar", FileType::kHardLink, "usr/bin/other");
  fetcher.File("secret.jar", "1");
  fetcher.bytes.erase("secret.jar");
  fetcher.File("unused", "1");
  fetcher.File(".wh.file", "1");
  WalkTest test;
  test.scanners = {Wanting([](FileWants& w) {
    w.Path("etc/os-release", Keep::kContents);
    w.Suffix(".jar", Keep::kRandomAccess);
  })};
  const auto walker =
      *LayerWalker::Create(test.scanners, test.limits, test.temporary.get(), nullptr);
  const auto layer = walker->Walk(test.context, fetcher, LayerDescription(), {true});
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"usr/bin/hard.jar=1", "usr/lib/os-release=ID=x"}));
  EXPECT_EQ(fetcher.opened, Lines({"secret.jar", "usr/bin/other", "usr/lib/os-release"}));
  EXPECT_EQ(Problems(**layer), Lines({"PERMISSION_DENIED secret.jar: may not be read"}));
  EXPECT_EQ(Paths(**layer)[0], ".wh.file");
  EXPECT_EQ(Paths(**layer)[1], "etc/os-release>usr/lib/os-release");
}

TEST(Tree, SniffsAndGrowsBeyondTheAnnouncedSize) {
  TreeFetcher fetcher;
  fetcher.File("a", "\177ELF" + std::string(200'000, 'a'));
  fetcher.entries["a"].size = 10;
  fetcher.File("b", "text");
  WalkTest test;
  test.limits.max_buffered_bytes = 100'000;
  test.scanners = {Wanting([](FileWants& w) {
    w.Sniff(4, Keep::kContents,
            [](const FileEntry&, std::string_view head) { return head == "\177ELF"; });
  })};
  const auto walker =
      *LayerWalker::Create(test.scanners, test.limits, test.temporary.get(), nullptr);
  const auto layer = walker->Walk(test.context, fetcher, LayerDescription(), {true});
  ASSERT_TRUE(layer.ok()) << layer.status();
  EXPECT_EQ(Seen(**layer, 0), Lines({"a=" + fetcher.bytes["a"]}));
}

}  // namespace
}  // namespace claircore::walk
