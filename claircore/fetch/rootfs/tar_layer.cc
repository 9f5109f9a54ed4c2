#include "claircore/fetch/rootfs/tar_layer.h"

#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/internal/status_macros.h"

namespace claircore::inline v0 {

TarLayer::TarLayer(std::shared_ptr<const RandomAccessSource> tar, Digest digest)
    : tar_(std::move(tar)), digest_(std::move(digest)) {}

absl::StatusOr<std::unique_ptr<TarLayer>> TarLayer::Open(
    const Context& context, std::shared_ptr<const RandomAccessSource> tar) {
  CLAIRCORE_ASSIGN_OR_RETURN(Digest digest, fetch::Sha256Of(context, *tar));
  return std::unique_ptr<TarLayer>(new TarLayer(std::move(tar), std::move(digest)));
}

Manifest TarLayer::GetManifest() const {
  Manifest manifest;
  manifest.digest = fetch::DigestOf(Digest::Algorithm::kSha256, digest_.ToString());
  manifest.layers.push_back({.digest = digest_, .uri = {}, .media_type = {}, .headers = {}});
  return manifest;
}

absl::StatusOr<std::unique_ptr<ByteSource>> TarLayer::Open(const Context& context,
                                                           const LayerDescription& layer) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  if (layer.digest != digest_) {
    return absl::NotFoundError(absl::StrCat("no layer ", layer.digest.ToString()));
  }
  return fetch::NewByteSource(context, tar_);
}

}  // namespace claircore::inline v0
