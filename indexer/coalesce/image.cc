#include "indexer/coalesce/image.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "claircore/base/path.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "indexer/coalesce/merged_usr.h"
#include "indexer/coalesce/redirect.h"
#include "indexer/walk/path_hash.h"

namespace claircore::internal {
namespace {

// The paths of all layers together may take this much memory.
constexpr uint64_t kMaxBytes = PathTable::kMaxBytes;

}  // namespace

absl::StatusOr<std::shared_ptr<const Overlay>> LayOver(
    const Context& context, std::span<const std::shared_ptr<const PathTable>> oldest_first) {
  Redirector redirector;
  uint64_t bytes = 0;
  for (const std::shared_ptr<const PathTable>& paths : oldest_first) {
    bytes += paths->bytes();
    if (bytes > kMaxBytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("the paths of all layers take more than ", kMaxBytes, " bytes"));
    }
    CLAIRCORE_RETURN_IF_ERROR(redirector.Add(context, paths));
  }
  return std::shared_ptr<const Overlay>(new Overlay(std::move(redirector).Finish()));
}

Image::Image(std::vector<ImageLayer> layers, std::shared_ptr<const Overlay> overlay)
    : layers_(std::move(layers)), overlay_(std::move(overlay)) {
  digests_.reserve(layers_.size());
  for (const ImageLayer& layer : layers_) digests_.push_back(layer.digest);
}

absl::StatusOr<std::unique_ptr<const Image>> Image::Create(const Context& context,
                                                           std::vector<ImageLayer> oldest_first) {
  std::vector<std::shared_ptr<const PathTable>> paths;
  for (const ImageLayer& layer : oldest_first) paths.push_back(layer.paths);
  CLAIRCORE_ASSIGN_OR_RETURN(std::shared_ptr<const Overlay> overlay, LayOver(context, paths));
  return Create(std::move(oldest_first), std::move(overlay));
}

std::unique_ptr<const Image> Image::Create(std::vector<ImageLayer> oldest_first,
                                           std::shared_ptr<const Overlay> overlay) {
  return std::unique_ptr<const Image>(new Image(std::move(oldest_first), std::move(overlay)));
}

std::string Image::RealPath(size_t layer, std::string_view path, Overlay::Last last) const {
  std::string clean = base::CleanPath(path);
  return overlay_->Follow(clean, layer, last).value_or(std::move(clean));
}

bool Image::Untouched(size_t layer, std::string_view real_path) const {
  const std::vector<PathEvent>& events = overlay_->HistoryOf(real_path);
  return events.empty() || events.back().layer <= layer;
}

std::optional<ImageView::Touch> Image::LastTouch(std::string_view path, size_t before) const {
  if (before == 0 || layers_.empty()) return std::nullopt;
  const size_t layer = std::min(before, layers_.size()) - 1;
  const PathEvent* state = overlay_->StateAt(RealPath(layer, path, Overlay::Last::kKeep), layer);
  if (state == nullptr) return std::nullopt;
  return Touch{state->layer, !state->present, state->type};
}

bool Image::Visible(size_t layer, std::string_view path) const {
  if (layer >= layers_.size()) return false;
  const std::string here = RealPath(layer, path, Overlay::Last::kKeep);
  if (!Untouched(layer, here)) return false;
  // A scanner that read through a link saw another file.
  const PathEvent* state = overlay_->StateAt(here, layer);
  if (state == nullptr || !state->present || state->type != FileType::kSymlink) return true;
  return Untouched(layer, RealPath(layer, path, Overlay::Last::kFollow));
}

std::optional<std::string> Image::Resolve(std::string_view path) const {
  if (layers_.empty()) return std::nullopt;
  const size_t top = layers_.size() - 1;
  std::optional<std::string> real =
      overlay_->Follow(base::CleanPath(path), top, Overlay::Last::kFollow);
  if (!real.has_value()) return std::nullopt;
  const PathEvent* state = overlay_->StateAt(*real, top);
  if (state == nullptr || !state->present) return std::nullopt;
  return real;
}

Image::Identity Image::IdentityOf(const Package& package) {
  return {package.package_db, package.name, package.version, package.arch};
}

// A package's files may be listed in the layer that installed it while the database that counts is
// a newer layer's: an owner is there if a database that is still visible lists it.
void Image::FindOwners() const {
  const bool any = std::any_of(layers_.begin(), layers_.end(), [](const ImageLayer& layer) {
    return std::any_of(layer.findings.begin(), layer.findings.end(),
                       [](const LayerFindings* findings) { return !findings->owned.empty(); });
  });
  if (!any) return;
  HashSet<Identity> there;
  for (size_t i = 0; i < layers_.size(); ++i) {
    for (const LayerFindings* findings : layers_[i].findings) {
      std::string_view checked;
      bool visible = false;
      for (const Package& package : findings->packages) {
        if (package.filepath != checked || checked.data() == nullptr) {
          checked = package.filepath;
          visible = Visible(i, checked);
        }
        if (visible) there.insert(IdentityOf(package));
      }
    }
  }
  for (size_t i = layers_.size(); i-- > 0;) {
    for (const LayerFindings* findings : layers_[i].findings) {
      for (const OwnedFile& file : findings->owned) {
        if (file.package >= findings->packages.size()) continue;
        const Package& package = findings->packages[file.package];
        if (!there.contains(IdentityOf(package))) continue;
        // The newest layer's wins, then the first ecosystem's, then the first package's.
        owners_.try_emplace(file.path_hash, OwnerRef{static_cast<uint32_t>(i), &package});
      }
    }
  }
}

const Image::OwnerRef* Image::OwnerOfHash(uint64_t hash) const {
  const auto it = owners_.find(hash);
  return it == owners_.end() ? nullptr : &it->second;
}

std::optional<ImageView::Owner> Image::OwnerOf(std::string_view path) const {
  if (layers_.empty()) return std::nullopt;
  std::call_once(owners_found_, [this] { FindOwners(); });
  const size_t top = layers_.size() - 1;
  const std::string real = RealPath(top, path, Overlay::Last::kKeep);
  const OwnerRef* owner = OwnerOfHash(walk::PathHash(real));
  for (const auto& [link, target] : kMergedFolders) {
    if (owner != nullptr) break;
    const std::string listed = MoveFolder(real, target, link);
    if (listed.empty() || RealPath(top, link, Overlay::Last::kFollow) != target) continue;
    owner = OwnerOfHash(walk::PathHash(listed));
  }
  if (owner == nullptr) return std::nullopt;
  return Owner{owner->layer, owner->package->package_db, owner->package->name,
               owner->package->version, owner->package->arch};
}

}  // namespace claircore::internal
