#ifndef CLAIRCORE_FETCH_OCI_LAYOUT_OCI_LAYOUT_H_
#define CLAIRCORE_FETCH_OCI_LAYOUT_OCI_LAYOUT_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/fetch/image/found_image.h"
#include "claircore/io.h"
#include "claircore/layer_fetcher.h"
#include "claircore/manifest.h"

namespace claircore::inline v0 {

struct OciLayoutOptions {
  // "os/architecture" or "os/architecture/variant", in Go's words or others' ("linux/aarch64"):
  // which image of a multi-platform index is meant. "": linux on the architecture that this program
  // was built for, or whatever is there when that is one image alone.
  std::string platform;
  // Where a compressed tar is unpacked to; not owned; null: NewTemporaryDirectory().
  TemporaryStorage* temporary = nullptr;
};

// Images in an OCI image layout
// (https://github.com/opencontainers/image-spec/blob/main/image-layout.md): a directory, or a tar
// of one, also compressed. Docker's schema 2 manifests are understood in it, too, and the directory
// that `skopeo copy .. dir:DIR` writes, as a layout of one image. What is an image, an index or a
// layer its bytes decide, not its media type. Nothing outside is read: a link in the directory is
// not followed, and digests are checked before they name a file. Thread-safe.
class OciLayout final : public LayerFetcher {
 public:
  // NOT_FOUND; INVALID_ARGUMENT when it is no layout; DATA_LOSS for a damaged tar.
  static absl::StatusOr<std::unique_ptr<OciLayout>> Open(const Context& context,
                                                         std::string_view path,
                                                         const OciLayoutOptions& options = {});
  // The same from an uncompressed tar, wherever its bytes are; `name` is for messages.
  static absl::StatusOr<std::unique_ptr<OciLayout>> Open(
      const Context& context, std::shared_ptr<const RandomAccessSource> tar, std::string_view name,
      const OciLayoutOptions& options = {});
  ~OciLayout() override;

  // What index.json names, in its order.
  struct Image {
    std::string name;  // annotation org.opencontainers.image.ref.name, or empty
    Digest digest;     // of its manifest or index
  };
  std::vector<Image> images() const;

  // The image of that name ("demo:1" is also "docker.io/library/demo:1") or, when `name` ends in a
  // digest, of that digest; "" is the only image, or the best one for the platform. Indexes are
  // searched, also within one another; what is no container image (a signature, an attestation, a
  // document about an image) is passed over. NOT_FOUND; INVALID_ARGUMENT, listing names, when the
  // choice is not clear, or for what is no image.
  absl::StatusOr<FoundImage> Find(const Context& context, std::string_view name = "") const;

  // Find()'s manifest. Its digest is that of the image manifest, whose bytes are checked; URIs are
  // empty.
  absl::StatusOr<Manifest> GetManifest(const Context& context, std::string_view name = "") const;

  // By digest alone, so a manifest of GetManifest() may have been stored meanwhile.
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override;

 private:
  struct State;
  explicit OciLayout(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_FETCH_OCI_LAYOUT_OCI_LAYOUT_H_
