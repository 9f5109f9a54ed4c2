// Compares Image with a slow model that unpacks layers into a tree, on random layers.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <random>
#include <set>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/coalesce/image.h"
#include "indexer/coalesce/test_layers.h"

namespace claircore::internal {
namespace {

struct Item {
  FileType type = FileType::kDirectory;
  std::string target;
  size_t layer = 0;  // that put it there
};
using Tree = std::map<std::string, Item>;  // by real path; the root is not in it
using Facts = std::map<std::string, TestFact>;

std::string Join(const std::string& a, const std::string& b) {
  return a.empty() || b.empty() ? a + b : a + "/" + b;
}

std::string Parent(const std::string& path) {
  const size_t slash = path.rfind('/');
  return slash == path.npos ? "" : path.substr(0, slash);
}

void EraseBelow(Tree& tree, const std::string& path) {
  std::erase_if(
      tree, [&](const auto& item) { return path.empty() || item.first.starts_with(path + "/"); });
}

// Walks name by name, starting over at the root for each link.
std::optional<std::string> Follow(const Tree& tree, const std::string& path, bool follow_last,
                                  int hops = 40) {
  std::string real;
  std::string rest = path;
  while (!rest.empty()) {
    const size_t slash = rest.find('/');
    const bool last = slash == rest.npos;
    real = Join(real, rest.substr(0, slash));
    rest = last ? "" : rest.substr(slash + 1);
    if (last && !follow_last) break;
    const auto it = tree.find(real);
    if (it == tree.end() || it->second.type != FileType::kSymlink) continue;
    if (hops == 0) return std::nullopt;
    return Follow(tree, Join(it->second.target, rest), follow_last, hops - 1);
  }
  return real;
}

Tree Unpack(const Tree& older, const Facts& facts, size_t layer) {
  Tree tree = older;
  for (const auto& [path, test] : facts) {
    const PathFact& fact = test.fact;
    if (fact.whiteout) tree.erase(path);
    const bool replaces = fact.entry && fact.type != FileType::kDirectory;
    if (fact.whiteout || fact.opaque || replaces) EraseBelow(tree, path);
  }
  for (const auto& [path, test] : facts) {
    if (!test.fact.entry) continue;
    const auto it = tree.find(path);
    const bool repeated = it != tree.end() && it->second.type == FileType::kDirectory &&
                          test.fact.type == FileType::kDirectory;
    if (!repeated) tree[path] = {test.fact.type, test.target, layer};
  }
  for (const auto& [path, test] : facts) {
    std::string directory = test.fact.opaque ? path : Parent(path);
    for (; !directory.empty(); directory = Parent(directory)) {
      tree.try_emplace(directory, Item{FileType::kDirectory, "", layer});
    }
  }
  return tree;
}

// Facts at the paths where they land.
Facts Land(const Tree& older, Facts facts, size_t layer) {
  for (int round = 0; round < 8; ++round) {
    const Tree tree = Unpack(older, facts, layer);
    Facts landed;
    std::vector<std::pair<std::string, TestFact>> moved;
    const auto merge = [&](const std::string& path, const TestFact& test) {
      TestFact& at = landed[path];
      at.fact.whiteout |= test.fact.whiteout;
      at.fact.opaque |= test.fact.opaque;
      if (at.fact.entry || !test.fact.entry) return;
      at.fact.entry = true;
      at.fact.type = test.fact.type;
      at.target = test.target;
    };
    for (const auto& [path, test] : facts) {
      TestFact rest = test;
      if (test.fact.opaque) {
        const std::string real = Follow(tree, path, true).value_or(path);
        if (real != path) {
          TestFact mark;
          mark.fact.opaque = true;
          moved.emplace_back(real, mark);
          rest.fact.opaque = false;
        }
      }
      if (!rest.fact.opaque && !rest.fact.whiteout && !rest.fact.entry) continue;
      const std::string parent = Parent(path);
      const std::string real = Follow(tree, parent, true).value_or(parent);
      if (real == parent) {
        merge(path, rest);
      } else {
        moved.emplace_back(Join(real, path.substr(parent.empty() ? 0 : parent.size() + 1)), rest);
      }
    }
    for (const auto& [path, test] : moved) merge(path, test);
    facts = std::move(landed);
    if (moved.empty()) break;
  }
  return facts;
}

struct Model {
  std::vector<Tree> states;  // after each layer

  std::optional<ImageView::Touch> LastRealTouch(const std::string& real, size_t before) const {
    for (size_t layer = before; layer-- > 0;) {
      const auto now = states[layer].find(real);
      if (now != states[layer].end() && now->second.layer == layer) {
        return ImageView::Touch{layer, false, now->second.type};
      }
      const bool was = layer > 0 && states[layer - 1].contains(real);
      if (was && now == states[layer].end()) return ImageView::Touch{layer, true, {}};
    }
    return std::nullopt;
  }
  std::string Real(size_t layer, const std::string& path, bool follow_last) const {
    return Follow(states[layer], path, follow_last).value_or(path);
  }
  bool Untouched(size_t layer, const std::string& real) const {
    const auto touch = LastRealTouch(real, states.size());
    return !touch.has_value() || touch->layer <= layer;
  }
  bool Visible(size_t layer, const std::string& path) const {
    const std::string here = Real(layer, path, false);
    if (!Untouched(layer, here)) return false;
    const auto it = states[layer].find(here);
    if (it == states[layer].end() || it->second.type != FileType::kSymlink) return true;
    return Untouched(layer, Real(layer, path, true));
  }
};

class RandomLayers {
 public:
  explicit RandomLayers(uint32_t seed) : random_(seed) {}
  size_t Below(size_t n) { return random_() % n; }

  std::string Path(size_t depth) {
    static const char* const kNames[] = {"a", "b", "c", "a-", "d"};
    std::string path = kNames[Below(5)];
    while (--depth > 0) path += std::string("/") + kNames[Below(3)];
    return path;
  }

  std::vector<std::string> Layer() {
    std::vector<std::string> lines;
    for (size_t n = 1 + Below(6); n > 0; --n) {
      const std::string path = Path(1 + Below(3));
      switch (Below(8)) {
        case 0:
          lines.push_back("!" + path);
          break;
        case 1:
          lines.push_back(Below(8) == 0 ? "*" : "*" + path);
          break;
        case 2:
          lines.push_back(path + " -> " + (Below(10) == 0 ? "" : Path(1 + Below(2))));
          break;
        case 3:
        case 4:
          lines.push_back(path + "/");
          break;
        default:
          lines.push_back(path);
      }
    }
    return lines;
  }

 private:
  std::mt19937 random_;
};

std::string Text(const std::optional<ImageView::Touch>& touch) {
  if (!touch.has_value()) return "none";
  return std::to_string(touch->layer) +
         (touch->removed ? " removed" : " type " + std::to_string(static_cast<int>(touch->type)));
}

TEST(ImageModelTest, AgreesWithUnpackedLayers) {
  for (uint32_t seed = 0; seed < 1000; ++seed) {
    RandomLayers random(seed);
    std::vector<std::vector<std::string>> layers;
    for (size_t n = 1 + random.Below(5); n > 0; --n) layers.push_back(random.Layer());
    std::string shown = "seed " + std::to_string(seed);
    std::set<std::string> paths;
    Model model;
    for (const auto& layer : layers) {
      shown += "\n  layer:";
      for (const std::string& line : layer) shown += " [" + line + "]";
      const size_t number = model.states.size();
      const Tree older = number == 0 ? Tree() : model.states.back();
      Facts facts = ParseLayer(layer);
      for (const auto& [path, fact] : facts) paths.insert(path);
      facts = Land(older, std::move(facts), number);
      for (const auto& [path, fact] : facts) paths.insert(path);
      model.states.push_back(Unpack(older, facts, number));
    }
    for (int i = 0; i < 10; ++i) paths.insert(random.Path(1 + random.Below(4)));
    paths.erase("");
    SCOPED_TRACE(shown);

    const auto image = ImageOf(layers);
    for (const std::string& path : paths) {
      for (size_t layer = 0; layer < layers.size(); ++layer) {
        EXPECT_EQ(image->Visible(layer, path), model.Visible(layer, path)) << layer << " " << path;
        EXPECT_EQ(Text(image->LastTouch(path, layer + 1)),
                  Text(model.LastRealTouch(model.Real(layer, path, false), layer + 1)))
            << layer + 1 << " " << path;
      }
      std::optional<std::string> real = Follow(model.states.back(), path, true);
      if (real.has_value() && !real->empty() && !model.states.back().contains(*real)) real.reset();
      EXPECT_EQ(image->Resolve(path), real) << path;
    }
    if (HasFailure()) return;
  }
}

}  // namespace
}  // namespace claircore::internal
