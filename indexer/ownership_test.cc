#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/indexer.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/image_builder.h"
#include "gtest/gtest.h"
#include "indexer/test_scanners.h"

namespace claircore::internal {
namespace {

// Programs, known by their first bytes alone: each is a package of its own.
class ProgramScanner final : public PackageScanner {
 public:
  ScannerId id() const override { return {"program", "1"}; }
  void Want(FileWants& wants) const override {
    wants.Sniff(4, Keep::kEntry,
                [](const FileEntry&, std::string_view head) { return head == "PROG"; });
  }
  absl::Status Scan(const Context&, LayerView& layer, PackageSink& sink) const override {
    layer.ForEach([&](const FileEntry& file) {
      Package package;
      package.name = file.path;
      package.package_db = "program:" + file.path;
      package.filepath = file.path;
      sink.Add(std::move(package));
      return true;
    });
    return absl::OkStatus();
  }
};

// The lists name files as they lay before /usr was merged. The second layer has no links itself.
constexpr std::string_view kImage = R"(
layer none
symlink bin -> usr/bin
symlink lib -> usr/lib
symlink sbin -> usr/sbin
symlink usr/sbin -> bin
file var/db <<END
base 1
own bin/tool
own usr/bin/linked
own bin/script
py 2
own lib/py/pkg
END
file usr/bin/tool <<END
PROGRAM
END
hardlink usr/bin/linked -> usr/bin/tool
file usr/bin/script <<END
text
END
file usr/bin/unowned <<END
PROGRAM
END
file usr/lib/py/pkg <<END
requests 1.0
END
layer gzip
file var/db <<END
base 1
py 2
second 1
own bin/second
third 1
own sbin/third
END
file usr/bin/second <<END
PROGRAM
END
file usr/bin/third <<END
PROGRAM
END
)";

// "package @file owner".
std::vector<std::string> Owners(const IndexReport& report) {
  std::vector<std::string> lines;
  for (const auto& [id, environments] : report.environments) {
    for (const Environment& e : environments) {
      if (e.filepath == "var/db") continue;
      lines.push_back(
          e.filepath + " " +
          (e.owner_id.empty() ? std::string("-") : report.packages.at(e.owner_id).name));
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

const std::vector<std::string> kOwners = {"usr/bin/linked base", "usr/bin/second second",
                                          "usr/bin/third third", "usr/bin/tool base",
                                          "usr/bin/unowned -",   "usr/lib/py/pkg py"};

IndexReport Index(const testing::BuiltImage& image, MemoryStore& store, std::string system) {
  IndexerOptions options;
  options.store = &store.index();
  options.fetcher = image.fetcher.get();
  options.ecosystems = TwoEcosystems(std::make_shared<const ListScanner>("db", std::move(system)));
  Ecosystem programs;
  programs.name = "programs";
  programs.packages.push_back(std::make_shared<const ProgramScanner>());
  options.ecosystems.ecosystems.push_back(std::move(programs));
  auto indexer = Indexer::Create(std::move(options));
  EXPECT_TRUE(indexer.ok()) << indexer.status();
  auto report = (*indexer)->Index(Context::Background(), image.manifest);
  EXPECT_TRUE(report.ok()) << report.status();
  return *std::move(report);
}

TEST(OwnershipTest, ProgramsAreOwnedThroughMergedFolders) {
  const auto image = testing::BuildImage(kImage);
  ASSERT_TRUE(image.ok()) << image.status();
  MemoryStore store;
  EXPECT_EQ(Owners(Index(*image, store, "1")), kOwners);
}

// A newer scanner of system packages runs alone; the programs' findings are in the store.
TEST(OwnershipTest, DoesNotDependOnWhatElseHasToRun) {
  const auto image = testing::BuildImage(kImage);
  ASSERT_TRUE(image.ok()) << image.status();
  MemoryStore store;
  Index(*image, store, "1");
  EXPECT_EQ(Owners(Index(*image, store, "2")), kOwners);
}

}  // namespace
}  // namespace claircore::internal
