#ifndef CLAIRCORE_FETCH_INTERNAL_IMAGE_JSON_H_
#define CLAIRCORE_FETCH_INTERNAL_IMAGE_JSON_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/digest.h"

// The JSON documents that name an image's parts. All of them are refused, with INVALID_ARGUMENT,
// when they nest deeper than 32, are larger than kMaxJsonBytes or have a part of the wrong type.
namespace claircore::fetch {

inline constexpr uint64_t kMaxJsonBytes = uint64_t{4} << 20;  // what registries accept, too
inline constexpr size_t kMaxLayers = 1000;
inline constexpr size_t kMaxManifests = 10'000;

// https://github.com/opencontainers/image-spec/blob/main/descriptor.md, and for manifests of an
// index its `platform`.
struct Descriptor {
  std::string media_type;
  Digest digest;
  uint64_t size = 0;
  std::string os, architecture, variant;  // empty: not said
  // Annotation org.opencontainers.image.ref.name, else containerd's io.containerd.image.name.
  std::string ref_name;
};

// An image index or manifest list (`manifests`), or an image manifest (`layers`): which one is told
// by `media_type`, or else by what it has.
struct ImageDocument {
  std::string media_type;  // empty: not said
  bool is_index = false;
  std::vector<Descriptor> manifests;
  Descriptor config;
  std::vector<Descriptor> layers;  // base first
};
absl::StatusOr<ImageDocument> ParseImageDocument(std::string_view json);

// `oci-layout`: {"imageLayoutVersion": "1.0.0"}. FAILED_PRECONDITION for another version.
absl::Status CheckLayoutVersion(std::string_view json);

// One element of `manifest.json`, as `docker save` writes it.
struct DockerImage {
  std::string config;  // a member's name
  std::vector<std::string> repo_tags;
  std::vector<std::string> layers;  // members' names, base first
};
absl::StatusOr<std::vector<DockerImage>> ParseDockerManifest(std::string_view json);

// `rootfs.diff_ids` of an image's config: digests of the uncompressed layers.
absl::StatusOr<std::vector<Digest>> ParseDiffIds(std::string_view json);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_IMAGE_JSON_H_
