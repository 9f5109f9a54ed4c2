#include <algorithm>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/builtin_ecosystems.h"
#include "claircore/indexer.h"
#include "claircore/layer_fetcher.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/recipe.h"
#include "gtest/gtest.h"

// What links of one layer make of the files of another: the file system that all layers make
// together is what counts, as overlayfs shows it.
namespace claircore {
namespace {

class Indexing {
 public:
  IndexReport Index(std::string_view text) {
    const auto recipe = testing::ParseRecipe(text);
    EXPECT_TRUE(recipe.ok()) << recipe.status();
    const testing::BuiltImage image = testing::BuildImage(*recipe);
    IndexerOptions options;
    options.store = &store_.index();
    options.fetcher = image.fetcher.get();
    AddBuiltinEcosystems(options.ecosystems);
    auto indexer = Indexer::Create(std::move(options));
    EXPECT_TRUE(indexer.ok()) << indexer.status();
    auto report = (*indexer)->Index(Context::Background(), image.manifest);
    EXPECT_TRUE(report.ok()) << report.status();
    return *std::move(report);
  }

 private:
  MemoryStore store_;
};

// "name version @file since LAYER [by owner]", sorted.
std::vector<std::string> Places(const IndexReport& report) {
  std::vector<std::string> places;
  for (const auto& [id, environments] : report.environments) {
    const Package& package = report.packages.at(id);
    for (const Environment& e : environments) {
      const auto layer = std::find(report.layers.begin(), report.layers.end(), e.introduced_in);
      std::string place = package.name + " " + package.version + " @" + e.filepath + " since " +
                          std::to_string(layer - report.layers.begin());
      if (!e.owner_id.empty()) place += " by " + report.packages.at(e.owner_id).name;
      places.push_back(std::move(place));
    }
  }
  std::sort(places.begin(), places.end());
  return places;
}

std::vector<std::string> Index(std::string_view text) { return Places(Indexing().Index(text)); }

using Lines = std::vector<std::string>;

TEST(LinkedFiles, ADatabaseBehindADirectoryLinkOfALowerLayer) {
  EXPECT_EQ(Index(R"(
layer none
symlink var/lib/dpkg -> /usr/share/packages
layer none
file usr/share/packages/status <<END
Package: bash
Status: install ok installed
Version: 5.2
END
file usr/share/packages/info/bash.list <<END
/opt/v/site-packages/x-1.dist-info/METADATA
END
file opt/v/site-packages/x-1.dist-info/METADATA <<END
Name: x
Version: 1
END
)"),
            (Lines{"bash 5.2 @var/lib/dpkg/status since 1",
                   "x 1 @opt/v/site-packages/x-1.dist-info/METADATA since 1 by bash"}));
  // The link may come later than the files, and a third layer may write them again.
  EXPECT_EQ(Index(R"(
layer none
file usr/share/packages/status <<END
Package: bash
Status: install ok installed
Version: 5.1
END
layer none
symlink var/lib/dpkg -> /usr/share/packages
layer none
file usr/share/packages/status <<END
Package: bash
Status: install ok installed
Version: 5.2

Package: sed
Status: install ok installed
Version: 4
END
)"),
            (Lines{"bash 5.2 @var/lib/dpkg/status since 2", "sed 4 @var/lib/dpkg/status since 2"}));
}

constexpr std::string_view kStatusLink = R"(
layer none
symlink var/lib/dpkg/status -> status.real
file var/lib/dpkg/status.real <<END
Package: bash
Status: install ok installed
Version: 5.1

Package: sed
Status: install ok installed
Version: 4
END
layer none
file var/lib/dpkg/status.real <<END
Package: bash
Status: install ok installed
Version: 5.2

Package: sed
Status: install ok installed
Version: 4
END
)";

TEST(LinkedFiles, AFileLinkWhoseFileANewerLayerRewrites) {
  EXPECT_EQ(Index(kStatusLink),
            (Lines{"bash 5.2 @var/lib/dpkg/status since 1", "sed 4 @var/lib/dpkg/status since 1"}));
  // The link goes in the end: nothing is a database any more.
  EXPECT_EQ(Index(std::string(kStatusLink) + "layer none\nwhiteout var/lib/dpkg/status\n"),
            Lines());
  // Something else takes its place.
  EXPECT_EQ(Index(std::string(kStatusLink) + R"(
layer none
file var/lib/dpkg/status <<END
Package: dash
Status: install ok installed
Version: 1
END
)"),
            Lines{"dash 1 @var/lib/dpkg/status since 2"});
}

TEST(LinkedFiles, ANameThatALinkToItsOwnHardLinkReplaced) {
  constexpr std::string_view kImage = R"(
layer none
file usr/lib/python3/site-packages/tool-1.0.dist-info/METADATA <<END
Name: tool
Version: 1.0
END
hardlink cache/blobs/0a1b -> usr/lib/python3/site-packages/tool-1.0.dist-info/METADATA
layer none
symlink usr/lib/python3/site-packages/tool-1.0.dist-info/METADATA -> /cache/blobs/0a1b
)";
  const std::string found =
      "tool 1.0 @usr/lib/python3/site-packages/tool-1.0.dist-info/METADATA since 0";
  EXPECT_EQ(Index(kImage), Lines{found});
  // Of two names, the one that is replaced does not take the other's bytes.
  EXPECT_EQ(Index(std::string(kImage) + R"(
layer none
file cache/blobs/0a1b <<END
Name: tool
Version: 2.0
END
)"),
            Lines{"tool 2.0 @usr/lib/python3/site-packages/tool-1.0.dist-info/METADATA since 2"});
}

TEST(LinkedFiles, AHardLinkToAFileOfALowerLayer) {
  EXPECT_EQ(Index(R"(
layer none
file cache/blobs/0a1b <<END
Name: tool
Version: 1.0
END
layer none
hardlink site-packages/tool.dist-info/METADATA -> cache/blobs/0a1b
)"),
            Lines{"tool 1.0 @site-packages/tool.dist-info/METADATA since 1"});
  // It keeps what its file was, whatever becomes of the other name.
  EXPECT_EQ(Index(R"(
layer none
file cache/blobs/0a1b <<END
Name: tool
Version: 1.0
END
layer none
hardlink site-packages/tool.dist-info/METADATA -> cache/blobs/0a1b
layer none
file cache/blobs/0a1b <<END
Name: tool
Version: 2.0
END
layer none
whiteout cache
)"),
            Lines{"tool 1.0 @site-packages/tool.dist-info/METADATA since 1"});
  // To a name that is not there at that point, it is a link to nothing.
  EXPECT_EQ(Index(R"(
layer none
hardlink site-packages/tool.dist-info/METADATA -> cache/blobs/0a1b
layer none
file cache/blobs/0a1b <<END
Name: tool
Version: 1.0
END
)"),
            Lines());
}

TEST(LinkedFiles, FoldersOfModulesUnderOtherNames) {
  constexpr std::string_view kModules = R"(
file cache/deps/left/package.json <<END
{"name": "left", "version": "1.0.0"}
END
file cache/deps/@s/right/package.json <<END
{"name": "@s/right", "version": "2.0.0"}
END
file cache/deps/left/test/package.json <<END
{"name": "inner", "version": "1.0.0"}
END
)";
  const Lines found = {"@s/right 2.0.0 @app/node_modules/@s/right/package.json since ",
                       "left 1.0.0 @app/node_modules/left/package.json since "};
  const auto since = [&](const char* layer) { return Lines{found[0] + layer, found[1] + layer}; };
  const std::string link = "symlink app/node_modules -> ../cache/deps\n";
  EXPECT_EQ(Index("layer none\n" + link + std::string(kModules)), since("0"));
  EXPECT_EQ(Index("layer none\n" + link + "layer none\n" + std::string(kModules)), since("1"));
  EXPECT_EQ(Index("layer none\n" + std::string(kModules) + "layer none\n" + link), since("1"));
  // One package may be linked alone, as npm and yarn link what lies in the project.
  EXPECT_EQ(Index(R"(
layer none
file app/packages/left/package.json <<END
{"name": "left", "version": "1.0.0"}
END
symlink app/node_modules/left -> ../packages/left
)"),
            Lines{"left 1.0.0 @app/node_modules/left/package.json since 0"});
}

TEST(LinkedFiles, NobodyFollowsLinksInACircleOrOutOfTheImage) {
  EXPECT_EQ(Index(R"(
layer none
symlink app/node_modules -> ../app
symlink var/lib/dpkg -> /var/lib/opkg
symlink var/lib/opkg -> /var/lib/dpkg
symlink x/node_modules -> ../../../../..
symlink y/METADATA -> METADATA
file app/left/package.json <<END
{"name": "left", "version": "1.0.0"}
END
)"),
            (Lines{"left 1.0.0 @app/node_modules/left/package.json since 0"}));
}

// Counts how often blobs are opened.
class CountingFetcher final : public LayerFetcher {
 public:
  explicit CountingFetcher(LayerFetcher& fetcher) : fetcher_(fetcher) {}
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override {
    ++opened[layer.digest];
    return fetcher_.Open(context, layer);
  }
  std::map<Digest, int> opened;

 private:
  LayerFetcher& fetcher_;
};

TEST(LinkedFiles, AreStoredWithTheLayerThatHoldsThem) {
  MemoryStore store;
  const auto open = [&](std::string_view text) {
    const auto recipe = testing::ParseRecipe(text);
    EXPECT_TRUE(recipe.ok()) << recipe.status();
    const testing::BuiltImage image = testing::BuildImage(*recipe);
    CountingFetcher fetcher(*image.fetcher);
    IndexerOptions options;
    options.store = &store.index();
    options.fetcher = &fetcher;
    AddBuiltinEcosystems(options.ecosystems);
    auto indexer = Indexer::Create(std::move(options));
    const auto report = (*indexer)->Index(Context::Background(), image.manifest);
    EXPECT_TRUE(report.ok()) << report.status();
    EXPECT_EQ(report->packages.size(), 2u);
    std::vector<int> opened;
    for (const LayerDescription& layer : image.manifest.layers) {
      opened.push_back(fetcher.opened[layer.digest]);
    }
    return opened;
  };
  // The second layer is read for itself, and twice for its file: the bytes come after the links.
  EXPECT_EQ(open(kStatusLink), (std::vector<int>{2, 3}));
  // Another image of the same two has to read its own alone.
  EXPECT_EQ(open(std::string(kStatusLink) + "layer none\nfile x\n"), (std::vector<int>{0, 0, 1}));
}

}  // namespace
}  // namespace claircore
