#include "indexer/coalesce/path_truth.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <tuple>
#include <vector>

#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"

namespace claircore::internal {
namespace {

// filepath, name, version -> whether some layer's is visible.
using Reported = HashMap<std::tuple<std::string_view, std::string_view, std::string_view>, bool>;

absl::StatusOr<Reported> Collect(const Context& context, const Image& image) {
  Reported reported;
  for (size_t i = 0; i < image.layers().size(); ++i) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    HashMap<std::string_view, bool> visible;
    for (const LayerFindings* findings : image.findings(i)) {
      for (const Package& package : findings->packages) {
        const auto [it, is_new] = visible.try_emplace(package.filepath);
        if (is_new) it->second = image.Visible(i, package.filepath);
        reported[{package.filepath, package.name, package.version}] |= it->second;
      }
    }
  }
  return reported;
}

}  // namespace

absl::Status ApplyPathTruth(const Context& context, const Image& image, IndexReport& report) {
  CLAIRCORE_ASSIGN_OR_RETURN(const Reported reported, Collect(context, image));
  const std::span<const Digest> layers = image.layers();
  for (auto& [id, environments] : report.environments) {
    const auto package = report.packages.find(id);
    if (package == report.packages.end()) continue;
    std::erase_if(environments, [&](const Environment& e) {
      if (e.filepath.empty()) return false;
      const auto it = reported.find({e.filepath, package->second.name, package->second.version});
      if (it != reported.end()) return !it->second;
      // The newest layer of that digest: a layer that stands twice wrote its files again.
      const auto layer = std::find(layers.rbegin(), layers.rend(), e.introduced_in);
      return layer != layers.rend() &&
             !image.Visible(static_cast<size_t>(layers.rend() - layer) - 1, e.filepath);
    });
  }
  return absl::OkStatus();
}

}  // namespace claircore::internal
