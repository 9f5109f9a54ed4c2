#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/indexer.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/recipe.h"
#include "claircore/testing/tar_builder.h"
#include "gtest/gtest.h"

// An image of several layers holds what one layer of the same files holds. Files are written,
// linked and removed at random, as a container's processes would on overlayfs, and each layer is
// what was changed.
namespace claircore {
namespace {

using testing::TarBuilder;

// A package a file, named by its contents.
class FileScanner final : public PackageScanner {
 public:
  using Wants = void (*)(FileWants&);
  FileScanner(std::string name, Wants want) : name_(std::move(name)), want_(want) {}
  ScannerId id() const override { return {name_, "1"}; }
  void Want(FileWants& wants) const override { want_(wants); }
  absl::Status Scan(const Context&, LayerView& layer, PackageSink& sink) const override {
    layer.ForEach([&](const FileEntry& file) {
      Package package;
      package.name = name_ + ":" + std::string(*layer.Contents(file));
      package.version = "1";
      package.package_db = file.path;
      package.filepath = file.path;
      sink.Add(std::move(package));
      return true;
    });
    return absl::OkStatus();
  }

 private:
  const std::string name_;
  const Wants want_;
};

EcosystemSet Scanners() {
  EcosystemSet set;
  const auto add = [&](std::string name, FileScanner::Wants want) {
    Ecosystem& ecosystem = set.ecosystems.emplace_back();
    ecosystem.name = name;
    ecosystem.packages = {std::make_shared<const FileScanner>(name, want)};
  };
  add("path", [](FileWants& w) { w.Path("var/db", Keep::kContents); });
  add("folder", [](FileWants& w) { w.Glob("var/dir/*.x", Keep::kContents); });
  add("anywhere", [](FileWants& w) { w.Glob("**/deps/*", Keep::kContents); });
  add("suffix", [](FileWants& w) { w.Suffix(".pkg", Keep::kContents); });
  return set;
}

std::set<std::string> Names(testing::ImageRecipe recipe) {
  const testing::BuiltImage image = testing::BuildImage(recipe);
  MemoryStore store;
  IndexerOptions options;
  options.store = &store.index();
  options.fetcher = image.fetcher.get();
  options.ecosystems = Scanners();
  auto indexer = Indexer::Create(std::move(options));
  EXPECT_TRUE(indexer.ok()) << indexer.status();
  const auto report = (*indexer)->Index(Context::Background(), image.manifest);
  EXPECT_TRUE(report.ok()) << report.status();
  std::set<std::string> names;
  for (const auto& [id, package] : report->packages) names.insert(package.name);
  return names;
}

// A file system, and the changes since the last layer.
class FileSystem {
 public:
  void Write(const std::string& path) {
    if (!Clear(path)) return;
    nodes_[path] = {Kind::kFile, std::to_string(++written_)};
    layer_.File(path, nodes_[path].text);
  }
  void Link(const std::string& path, const std::string& target) {
    if (!Clear(path)) return;
    nodes_[path] = {Kind::kLink, target};
    layer_.Symlink(path, "/" + target);
  }
  // A second name of a file of an older layer or of this one.
  void HardLink(const std::string& path, const std::string& target) {
    const auto file = nodes_.find(target);
    if (file == nodes_.end() || file->second.kind != Kind::kFile || path == target) return;
    const Node node = file->second;
    if (!Clear(path)) return;
    nodes_[path] = node;
    layer_.HardLink(path, target);
    touched_.insert(target);  // whatever replaces it comes with a later layer
  }
  bool Has(const std::string& path) const { return nodes_.contains(path); }
  void Remove(const std::string& path) {
    if (!nodes_.contains(path) || touched_.contains(path)) return;
    touched_.insert(path);
    nodes_.erase(path);
    layer_.Whiteout(path);
  }

  TarBuilder TakeLayer() {
    touched_.clear();
    return std::exchange(layer_, TarBuilder());
  }
  TarBuilder Squashed() const {
    TarBuilder tar;
    for (const auto& [path, node] : nodes_) {
      if (node.kind == Kind::kFile) tar.File(path, node.text);
      if (node.kind == Kind::kLink) tar.Symlink(path, "/" + node.text);
    }
    return tar;
  }

 private:
  enum class Kind : uint8_t { kFile, kLink };
  struct Node {
    Kind kind;
    std::string text;  // contents, or a target
  };

  // Whether something else may come to `path`: its folders are folders, it is none itself, and no
  // layer says two things of one path.
  bool Clear(const std::string& path) {
    if (touched_.contains(path)) return false;
    for (size_t slash = path.find('/'); slash != path.npos; slash = path.find('/', slash + 1)) {
      if (nodes_.contains(path.substr(0, slash))) return false;
    }
    const auto below = nodes_.lower_bound(path + "/");
    if (below != nodes_.end() && below->first.starts_with(path + "/")) return false;
    touched_.insert(path);
    nodes_.erase(path);
    return true;
  }

  std::map<std::string, Node> nodes_;  // folders are not kept
  std::set<std::string> touched_;      // by the layer that is being made
  TarBuilder layer_;
  int written_ = 0;
};

const std::vector<std::string>& Paths() {
  static const auto& paths = *new std::vector<std::string>{
      "var/db",     "var/dir/a.x", "var/dir/b.x", "data/db",    "data/a.x",    "data/b.pkg",
      "app/deps/a", "app/deps/b",  "cache/a",     "cache/b.x",  "cache/c.pkg", "b/deps/a",
      "app/a.pkg",  "lib/db",      "lib/a.x",     "cache/n/a.x"};
  return paths;
}
const std::vector<std::string>& Folders() {
  static const auto& folders = *new std::vector<std::string>{
      "var", "var/dir", "app/deps", "b/deps", "data", "cache", "lib", "cache/n"};
  return folders;
}

TEST(Squashed, LayersHoldWhatOneLayerHolds) {
  size_t differing = 0, with_packages = 0;
  for (uint32_t seed = 1; seed <= 200 && differing < 3; ++seed) {
    std::mt19937 random(seed);
    const auto one_of = [&](const std::vector<std::string>& all) {
      return all[random() % all.size()];
    };
    FileSystem files;
    testing::ImageRecipe layered, squashed;
    std::string log;
    for (size_t layer = 0, layers = 1 + random() % 4; layer < layers; ++layer) {
      log += "layer\n";
      for (size_t step = 0, steps = 1 + random() % 6; step < steps; ++step) {
        const std::string path = one_of(Paths());
        const std::string other = one_of(Paths());
        const uint32_t what = random() % 10;
        log += std::to_string(what) + " " + path + " " + other + "\n";
        if (what < 4) {
          files.Write(path);
        } else if (what < 6) {
          files.Link(path, other);
        } else if (what < 8) {
          const std::string folder = one_of(Folders()), target = one_of(Folders());
          log += "  " + folder + " -> " + target + "\n";
          if (folder != target && !files.Has(folder)) files.Link(folder, target);
        } else if (what < 9) {
          files.HardLink(path, other);
        } else {
          files.Remove(path);
        }
      }
      layered.layers.emplace_back().tar = files.TakeLayer();
    }
    squashed.layers.emplace_back().tar = files.Squashed();
    const std::set<std::string> want = Names(squashed);
    const std::set<std::string> got = Names(layered);
    EXPECT_EQ(got, want) << "seed " << seed << "\n" << log;
    if (got != want) ++differing;
    if (!want.empty()) ++with_packages;
  }
  EXPECT_GT(with_packages, 50u);
}

}  // namespace
}  // namespace claircore
