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
#include "claircore/io.h"
#include "claircore/layer_fetcher.h"
#include "claircore/manifest.h"

namespace claircore::inline v0 {

struct OciLayoutOptions {
  // "os/architecture" or "os/architecture/variant": which image of a multi-platform index is meant.
  // "": linux on the architecture that this program was built for.
  std::string platform;
  // Where a compressed tar is unpacked to; not owned; null: NewTemporaryDirectory().
  TemporaryStorage* temporary = nullptr;
};

// Images in an OCI image layout
// (https://github.com/opencontainers/image-spec/blob/main/image-layout.md): a directory, or a tar
// of one, also compressed. Docker's schema 2 manifests are understood in it, too. Nothing outside
// is read: a link in the directory is not followed, and digests are checked before they name a
// file. Thread-safe.
class OciLayout final : public LayerFetcher {
 public:
  // NOT_FOUND; INVALID_ARGUMENT when it is no layout; DATA_LOSS for a damaged tar.
  static absl::StatusOr<std::unique_ptr<OciLayout>> Open(const Context& context,
                                                         std::string_view path,
                                                         const OciLayoutOptions& options = {});
  ~OciLayout() override;

  // What index.json names, in its order.
  struct Image {
    std::string name;  // annotation org.opencontainers.image.ref.name, or empty
    Digest digest;     // of its manifest or index
  };
  std::vector<Image> images() const;

  // The image of that name or, when `name` is a digest, of that digest; "" is the only image, or
  // the only one for the platform. Its digest is that of the image manifest, whose bytes are
  // checked; URIs are empty. NOT_FOUND; INVALID_ARGUMENT, listing names or platforms, when the
  // choice is not clear, or for a media type that is no container image.
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
