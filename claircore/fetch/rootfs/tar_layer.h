#ifndef CLAIRCORE_FETCH_ROOTFS_TAR_LAYER_H_
#define CLAIRCORE_FETCH_ROOTFS_TAR_LAYER_H_

#include <memory>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/io.h"
#include "claircore/layer_fetcher.h"
#include "claircore/manifest.h"

namespace claircore::inline v0 {

// A tar of a root file system as an image of one layer: what `docker export` writes, a
// distribution's base tarball. Compressed or not, as any layer. Thread-safe.
class TarLayer final : public LayerFetcher {
 public:
  // Reads `tar` once, for its SHA-256.
  static absl::StatusOr<std::unique_ptr<TarLayer>> Open(
      const Context& context, std::shared_ptr<const RandomAccessSource> tar);

  // One layer, whose digest is the tar's; the manifest's is that of the layer's text.
  Manifest GetManifest() const;

  // NOT_FOUND for any layer but GetManifest()'s.
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override;

 private:
  TarLayer(std::shared_ptr<const RandomAccessSource> tar, Digest digest);
  const std::shared_ptr<const RandomAccessSource> tar_;
  const Digest digest_;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_FETCH_ROOTFS_TAR_LAYER_H_
