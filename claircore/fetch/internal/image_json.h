#ifndef CLAIRCORE_FETCH_INTERNAL_IMAGE_JSON_H_
#define CLAIRCORE_FETCH_INTERNAL_IMAGE_JSON_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/digest.h"
#include "claircore/fetch/internal/platform.h"

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
  std::optional<uint64_t> size;  // absent: not said
  Platform platform;             // as it is written
  std::string ref_name;          // annotation org.opencontainers.image.ref.name: often but a tag
  std::string image_name;        // annotation io.containerd.image.name: "docker.io/library/x:1"
};

// An image index or manifest list (`manifests`), or an image manifest (`layers`): which one is told
// by what it has. INVALID_ARGUMENT for a document with both or neither.
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

// An image's configuration, as far as it matters here.
struct ImageConfig {
  Platform platform;             // as it is written
  bool has_rootfs = false;       // so it is the configuration of a container image
  std::vector<Digest> diff_ids;  // of the uncompressed layers, base first
};
absl::StatusOr<ImageConfig> ParseImageConfig(std::string_view json);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_IMAGE_JSON_H_
