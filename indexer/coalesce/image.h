#ifndef CLAIRCORE_INDEXER_COALESCE_IMAGE_H_
#define CLAIRCORE_INDEXER_COALESCE_IMAGE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/image_view.h"
#include "claircore/internal/hash_map.h"
#include "claircore/layer_findings.h"
#include "indexer/coalesce/overlay.h"
#include "indexer/coalesce/path_table.h"

namespace claircore::internal {

// One layer as the image phase sees it: its paths, and all that all scanners found there. A layer
// that stands in a manifest twice is given twice and shares both.
struct ImageLayer {
  Digest digest;
  std::shared_ptr<const PathTable> paths;
  // They outlive the image.
  std::vector<const LayerFindings*> findings;
};

// The paths of all layers, oldest first, where they land. RESOURCE_EXHAUSTED for more of them than
// an image may have.
absl::StatusOr<std::shared_ptr<const Overlay>> LayOver(
    const Context& context, std::span<const std::shared_ptr<const PathTable>> oldest_first);

// The engine's ImageView.
class Image final : public ImageView {
 public:
  static absl::StatusOr<std::unique_ptr<const Image>> Create(const Context& context,
                                                             std::vector<ImageLayer> oldest_first);

  // The same with the paths laid over each other already.
  static std::unique_ptr<const Image> Create(std::vector<ImageLayer> oldest_first,
                                             std::shared_ptr<const Overlay> overlay);

  std::span<const Digest> layers() const override { return digests_; }
  std::span<const LayerFindings* const> findings(size_t layer) const {
    return layers_[layer].findings;
  }
  std::optional<Touch> LastTouch(std::string_view path, size_t before) const override;
  bool Visible(size_t layer, std::string_view path) const override;
  std::optional<std::string> Resolve(std::string_view path) const override;
  std::optional<Owner> OwnerOf(std::string_view path) const override;

 private:
  Image(std::vector<ImageLayer> layers, std::shared_ptr<const Overlay> overlay);

  // A package of one layer that owns a file.
  struct OwnerRef {
    uint32_t layer;
    const Package* package;
  };
  // What tells one system package from another.
  using Identity =
      std::tuple<std::string_view, std::string_view, std::string_view, std::string_view>;
  static Identity IdentityOf(const Package& package);
  std::string RealPath(size_t layer, std::string_view path, Overlay::Last last) const;
  bool Untouched(size_t layer, std::string_view real_path) const;
  void FindOwners() const;
  const OwnerRef* OwnerOfHash(uint64_t hash) const;

  const std::vector<ImageLayer> layers_;
  std::vector<Digest> digests_;
  const std::shared_ptr<const Overlay> overlay_;
  // Most images are asked for no owner at all.
  mutable std::once_flag owners_found_;
  mutable HashMap<uint64_t, OwnerRef> owners_;
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_IMAGE_H_
