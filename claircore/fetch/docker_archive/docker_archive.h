#ifndef CLAIRCORE_FETCH_DOCKER_ARCHIVE_DOCKER_ARCHIVE_H_
#define CLAIRCORE_FETCH_DOCKER_ARCHIVE_DOCKER_ARCHIVE_H_

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/fetch/image/found_image.h"
#include "claircore/io.h"
#include "claircore/layer_fetcher.h"
#include "claircore/manifest.h"

namespace claircore::inline v0 {

struct DockerArchiveOptions {
  // As OciLayoutOptions::platform, where one name stands for several images.
  std::string platform;
  // Where standard input, a pipe or a compressed archive goes; not owned; null:
  // NewTemporaryDirectory().
  TemporaryStorage* temporary = nullptr;
};

// Images in a tar that `docker save` or `podman save` wrote: manifest.json with the old layout
// (<id>/layer.tar, also as links to one another) or with the new one (blobs/); or in a directory
// that such a tar was unpacked to. Read in place, nothing is extracted. Thread-safe.
class DockerArchive final : public LayerFetcher {
 public:
  // `path` may be "-", standard input, and the archive may be compressed. NOT_FOUND;
  // INVALID_ARGUMENT when it is no such archive; DATA_LOSS when it is truncated.
  static absl::StatusOr<std::unique_ptr<DockerArchive>> Open(
      const Context& context, std::string_view path, const DockerArchiveOptions& options = {});
  // The same from an uncompressed tar, wherever its bytes are; `name` is for messages.
  static absl::StatusOr<std::unique_ptr<DockerArchive>> Open(
      const Context& context, std::shared_ptr<const RandomAccessSource> tar, std::string_view name,
      const DockerArchiveOptions& options = {});
  ~DockerArchive() override;

  // The RepoTags of each image, in the archive's order.
  std::vector<std::vector<std::string>> images() const;

  // The image with that repository tag ("alpine" is "docker.io/library/alpine:latest") or image ID
  // (a digest), or the only one for "". NOT_FOUND; INVALID_ARGUMENT, listing names, when the choice
  // is not clear, or for an image without the layers that its configuration has.
  absl::StatusOr<FoundImage> Find(const Context& context, std::string_view tag = "") const;

  // Find()'s manifest.
  //
  // Its digest is the image ID, the SHA-256 of the image's configuration: `docker save` keeps no
  // manifest digest. A layer's digest covers its bytes as they lie in the archive: the name's for
  // one under blobs/, the configuration's diff_id for an uncompressed layer (the indexer checks
  // both), and for a compressed one it is computed here. A layer's URI is its member's name.
  absl::StatusOr<Manifest> GetManifest(const Context& context, std::string_view tag = "") const;

  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override;

 private:
  struct State;
  explicit DockerArchive(std::unique_ptr<const State> state);
  std::unique_ptr<const State> state_;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_FETCH_DOCKER_ARCHIVE_DOCKER_ARCHIVE_H_
