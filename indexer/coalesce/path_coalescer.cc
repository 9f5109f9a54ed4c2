#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "claircore/coalescer.h"
#include "claircore/internal/status_macros.h"
#include "indexer/coalesce/canonical.h"
#include "indexer/coalesce/report_builder.h"

namespace claircore::inline v0 {
namespace {

using internal::CompareIdentity;
using internal::ReportBuilder;

constexpr size_t kCheckEvery = 1024;  // packages
// Of packages to repositories, in all: each package of a layer goes with all its repositories, and
// an image could name many of both.
constexpr size_t kMaxAttributions = 10'000'000;

// What makes a package of a newer layer the one that was there before, at the same place. An
// archive may hold it twice; a database is one place, whatever its file is called.
struct SamePackageLess {
  bool of_database = false;
  bool operator()(const Package* a, const Package* b) const {
    if (const auto order = CompareIdentity(*a, *b); order != 0) return order < 0;
    return !of_database && a->package_db < b->package_db;
  }
};
using PackagesAt = std::set<const Package*, SamePackageLess>;

// The findings of all layers by the file that they rest on.
class FoundFiles {
 public:
  explicit FoundFiles(const ImageView& image) : image_(image) {}

  absl::Status Add(const Context& context, std::span<const LayerFindings> layers) {
    size_t seen = 0;
    for (size_t layer = 0; layer < layers.size(); ++layer) {
      // A database without packages is a place where nothing is.
      for (const std::string& database : layers[layer].databases) {
        if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
        At(database, layer, true);
      }
      for (const Package& package : layers[layer].packages) {
        if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
        At(package.filepath, layer, false).insert(&package);
      }
    }
    return absl::OkStatus();
  }

  // What is at `filepath` in each layer that a scanner recognised it in. Two layers may name one
  // file differently, through a link.
  using ByLayer = std::map<size_t, PackagesAt>;
  const std::map<std::string, ByLayer>& all() const { return files_; }

 private:
  PackagesAt& At(const std::string& filepath, size_t layer, bool is_database) {
    const auto [it, is_new] = keys_.try_emplace(filepath);
    if (is_new) it->second = image_.Resolve(filepath).value_or(filepath);
    return files_[it->second].try_emplace(layer, SamePackageLess{is_database}).first->second;
  }

  const ImageView& image_;
  std::map<std::string, std::string> keys_;  // by filepath
  std::map<std::string, ByLayer> files_;
};

// Databases that are no longer where they were. A system that moves its database, from lib/apk to
// usr/lib/apk, moves the packages in it with it: they were there before.
class MovedDatabases {
 public:
  absl::Status Add(const Context& context, const ImageView& image, const FoundFiles& files) {
    size_t seen = 0;
    for (const auto& [file, by_layer] : files.all()) {
      for (const auto& [layer, packages] : by_layer) {
        if (!packages.key_comp().of_database || packages.empty()) continue;
        if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
        const std::string& path = (*packages.begin())->filepath;
        const size_t next = NextTouch(image, path, layer);
        if (next == image.layers().size()) continue;  // it is still there
        const auto newer = by_layer.find(next);
        if (newer != by_layer.end() && !newer->second.empty() &&
            (*newer->second.begin())->filepath == path) {
          continue;  // written again
        }
        for (const Package* package : packages) {
          if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
          ended_[next].try_emplace(package, Place{&by_layer, layer, &path});
        }
      }
    }
    return absl::OkStatus();
  }

  struct Place {
    const FoundFiles::ByLayer* by_layer = nullptr;
    size_t newest = 0;
    const std::string* filepath = nullptr;
  };
  // Where the package was until `layer` took it away; null if it was nowhere.
  const Place* Before(size_t layer, const Package* package) const {
    const auto packages = ended_.find(layer);
    if (packages == ended_.end()) return nullptr;
    const auto place = packages->second.find(package);
    return place == packages->second.end() ? nullptr : &place->second;
  }

 private:
  // The first layer after `layer` that says something of the file; the number of layers if none.
  // There may be a database a package, and a hundred layers: halved and not counted through.
  static size_t NextTouch(const ImageView& image, const std::string& path, size_t layer) {
    const size_t layers = image.layers().size();
    const auto touched = [&](size_t by) {
      const auto touch = image.LastTouch(path, by + 1);
      return touch.has_value() && touch->layer > layer;
    };
    if (layer + 1 >= layers || !touched(layers - 1)) return layers;
    size_t before = layer, after = layers - 1;  // not touched, touched
    while (after - before > 1) {
      const size_t middle = before + (after - before) / 2;
      (touched(middle) ? after : before) = middle;
    }
    return after;
  }

  struct IdentityLess {
    bool operator()(const Package* a, const Package* b) const {
      return CompareIdentity(*a, *b) < 0;
    }
  };
  std::map<size_t, std::map<const Package*, Place, IdentityLess>> ended_;  // by layer
};

// Which distribution or repositories the packages of a layer go with: those of the newest layer at
// or below it that has any, else of the next one above. (A package copied in before its os-release
// still belongs to it.)
template <typename Has>
std::optional<size_t> NearestLayer(size_t layer, size_t layers, Has has) {
  for (size_t i = layer + 1; i-- > 0;) {
    if (has(i)) return i;
  }
  for (size_t i = layer + 1; i < layers; ++i) {
    if (has(i)) return i;
  }
  return std::nullopt;
}

// A newer release of the same distribution replaces the older one for all its packages: the image's
// os-release is what counts, also when an upgrade left a database alone. Another distribution above
// does not: whoever copies a second root file system over the first has the packages of both.
const Distribution* DistributionOf(std::span<const LayerFindings> layers, size_t found) {
  const auto nearest = NearestLayer(found, layers.size(),
                                    [&](size_t i) { return !layers[i].distributions.empty(); });
  if (!nearest.has_value()) return nullptr;
  const Distribution* distribution = &layers[*nearest].distributions.front();
  for (size_t i = layers.size(); i-- > *nearest + 1;) {
    for (const Distribution& newer : layers[i].distributions) {
      if (newer.did == distribution->did) return &newer;
    }
  }
  return distribution;
}

// The findings of one image on their way into a report.
class Coalescence {
 public:
  Coalescence(const Context& context, const ImageView& image, std::span<const LayerFindings> layers)
      : context_(context), image_(image), layers_(layers), builder_(context) {
    // All that was found is shown, also what no package refers to.
    std::vector<Surroundings> own(layers.size());
    for (size_t i = 0; i < layers.size(); ++i) {
      for (const Distribution& distribution : layers[i].distributions) builder_.Add(distribution);
      for (const Repository& repository : layers[i].repositories) {
        own[i].repositories.push_back(builder_.Add(repository));
      }
    }
    for (size_t i = 0; i < layers.size(); ++i) {
      Surroundings& of = surroundings_.emplace_back();
      if (const Distribution* distribution = DistributionOf(layers, i)) {
        of.distribution = builder_.Add(*distribution);
      }
      const auto nearest = NearestLayer(
          i, layers.size(), [&](size_t layer) { return !own[layer].repositories.empty(); });
      if (nearest.has_value()) of.repositories = own[*nearest].repositories;
    }
  }

  absl::StatusOr<IndexReport> Run() && {
    FoundFiles files(image_);
    CLAIRCORE_RETURN_IF_ERROR(files.Add(context_, layers_));
    MovedDatabases moved;
    CLAIRCORE_RETURN_IF_ERROR(moved.Add(context_, image_, files));
    for (const auto& [file, by_layer] : files.all()) {
      CLAIRCORE_RETURN_IF_ERROR(file.empty() ? AddPlaceless(by_layer) : AddFile(by_layer, moved));
    }
    return std::move(builder_).Finish();
  }

 private:
  // What the packages of a layer go with.
  struct Surroundings {
    std::optional<size_t> distribution;
    std::vector<size_t> repositories;
  };

  // The packages of one file: those of the newest layer that has it, if they are still there.
  absl::Status AddFile(const FoundFiles::ByLayer& by_layer, const MovedDatabases& moved) {
    const auto& [newest, packages] = *by_layer.rbegin();
    // Databases have no package to take the path from; they matter as hiders only.
    if (packages.empty()) return absl::OkStatus();
    std::map<std::string, std::vector<size_t>> chains;  // by filepath: as good as always one
    for (const Package* package : packages) {
      if (seen_++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context_.Check());
      const auto [chain, is_new] = chains.try_emplace(package->filepath);
      if (is_new && image_.Visible(newest, package->filepath)) {
        chain->second = ChainOf(by_layer, newest, package->filepath);
      }
      if (chain->second.empty()) continue;
      bool throughout = true;
      size_t introduced = Introduced(by_layer, chain->second, package, throughout);
      // Each step leads to an older layer.
      while (throughout && packages.key_comp().of_database) {
        const MovedDatabases::Place* before = moved.Before(introduced, package);
        if (before == nullptr) break;
        introduced = Introduced(*before->by_layer,
                                ChainOf(*before->by_layer, before->newest, *before->filepath),
                                package, throughout);
      }
      CLAIRCORE_RETURN_IF_ERROR(Add(*package, newest, introduced));
    }
    return absl::OkStatus();
  }

  // The oldest layer of the chain from which on the package was there; `throughout`: the last.
  static size_t Introduced(const FoundFiles::ByLayer& by_layer, const std::vector<size_t>& chain,
                           const Package* package, bool& throughout) {
    size_t introduced = chain.front();
    throughout = false;
    for (size_t layer : chain) {
      if (!by_layer.at(layer).contains(package)) return introduced;
      introduced = layer;
    }
    throughout = true;
    return introduced;
  }

  // The layers that wrote the file, newest first, as long as it was never away in between and a
  // scanner recognised it.
  std::vector<size_t> ChainOf(const FoundFiles::ByLayer& by_layer, size_t newest,
                              const std::string& filepath) const {
    std::vector<size_t> chain = {newest};
    while (true) {
      const auto touch = image_.LastTouch(filepath, chain.back());
      if (!touch.has_value() || touch->removed || !by_layer.contains(touch->layer)) return chain;
      chain.push_back(touch->layer);
    }
  }

  // Packages that rest on no file can only accumulate.
  absl::Status AddPlaceless(const FoundFiles::ByLayer& by_layer) {
    PackagesAt known;
    for (const auto& [layer, packages] : by_layer) {
      CLAIRCORE_RETURN_IF_ERROR(context_.Check());
      for (const Package* package : packages) {
        if (!known.insert(package).second) continue;
        CLAIRCORE_RETURN_IF_ERROR(Add(*package, layer, layer));
      }
    }
    return absl::OkStatus();
  }

  absl::Status Add(const Package& package, size_t found, size_t introduced) {
    const Surroundings& with = surroundings_[found];
    attributions_ += with.repositories.size();
    if (attributions_ > kMaxAttributions) {
      return absl::ResourceExhaustedError(
          "more than 10,000,000 pairs of a package and a repository");
    }
    ReportBuilder::Occurrence occurrence;
    occurrence.place.package_db = package.package_db;
    occurrence.place.filepath = package.filepath;
    occurrence.place.repository_hint = package.repository_hint;
    occurrence.place.introduced_in = image_.layers()[introduced];
    occurrence.distribution = with.distribution;
    occurrence.repositories = with.repositories;
    builder_.Add(builder_.Add(package), std::move(occurrence));
    return absl::OkStatus();
  }

  const Context& context_;
  const ImageView& image_;
  const std::span<const LayerFindings> layers_;
  ReportBuilder builder_;
  std::vector<Surroundings> surroundings_;  // by the layer that a package was found in
  size_t seen_ = 0;
  size_t attributions_ = 0;
};

class PathCoalescer final : public Coalescer {
 public:
  ScannerId id() const override { return {"claircore.path", "2"}; }

  absl::StatusOr<IndexReport> Coalesce(const Context& context, const ImageView& image,
                                       std::span<const LayerFindings> layers) const override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (layers.size() != image.layers().size()) {
      return absl::InvalidArgumentError("as many findings as layers are needed");
    }
    return Coalescence(context, image, layers).Run();
  }
};

}  // namespace

std::shared_ptr<const Coalescer> NewPathCoalescer() {
  return std::make_shared<const PathCoalescer>();
}

}  // namespace claircore::inline v0
