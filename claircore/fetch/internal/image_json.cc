#include "claircore/fetch/internal/image_json.h"

#include <simdjson.h>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::fetch {
namespace {

using claircore::internal::ToAbsl;
using simdjson::dom::element;

constexpr size_t kMaxDepth = 32;
constexpr std::string_view kRefName = "org.opencontainers.image.ref.name";
constexpr std::string_view kContainerdName = "io.containerd.image.name";

absl::Status Wrong(std::string_view key, std::string_view expected) {
  return absl::InvalidArgumentError(absl::StrCat("'", ToAbsl(key), "' is not ", ToAbsl(expected)));
}

// The root of `json`, which lives as long as `parser`.
absl::StatusOr<element> Parse(simdjson::dom::parser& parser, std::string_view json) {
  if (json.size() > kMaxJsonBytes) return absl::InvalidArgumentError("JSON of more than 4 MiB");
  element root;
  simdjson::error_code error = parser.allocate(json.size(), kMaxDepth);
  if (error == simdjson::SUCCESS) error = parser.parse(json.data(), json.size()).get(root);
  if (error != simdjson::SUCCESS) {
    return absl::InvalidArgumentError(simdjson::error_message(error));
  }
  return root;
}

// The readers below leave `to` alone when the key is absent or null.
bool Find(element object, std::string_view key, element& value) {
  return object.at_key(key).get(value) == simdjson::SUCCESS && !value.is_null();
}

absl::Status ReadText(element object, std::string_view key, std::string& to) {
  element value;
  if (!Find(object, key, value)) return absl::OkStatus();
  std::string_view text;
  if (value.get(text) != simdjson::SUCCESS) return Wrong(key, "a string");
  to = text;
  return absl::OkStatus();
}

absl::Status ReadSize(element object, std::string_view key, std::optional<uint64_t>& to) {
  element value;
  if (!Find(object, key, value)) return absl::OkStatus();
  uint64_t size = 0;
  if (value.get(size) != simdjson::SUCCESS) return Wrong(key, "a size");
  to = size;
  return absl::OkStatus();
}

absl::Status ReadPlatform(element object, Platform& to) {
  CLAIRCORE_RETURN_IF_ERROR(ReadText(object, "os", to.os));
  CLAIRCORE_RETURN_IF_ERROR(ReadText(object, "architecture", to.architecture));
  return ReadText(object, "variant", to.variant);
}

template <typename Each>
absl::Status ReadArray(element object, std::string_view key, size_t limit, Each each) {
  element value;
  if (!Find(object, key, value)) return absl::OkStatus();
  simdjson::dom::array array;
  if (value.get(array) != simdjson::SUCCESS) return Wrong(key, "an array");
  size_t n = 0;
  for (const element item : array) {
    if (++n > limit) {
      return absl::InvalidArgumentError(
          absl::StrCat("'", ToAbsl(key), "' has more than ", limit, " elements"));
    }
    CLAIRCORE_RETURN_IF_ERROR(each(item));
  }
  return absl::OkStatus();
}

absl::Status ReadTexts(element object, std::string_view key, size_t limit,
                       std::vector<std::string>& to) {
  return ReadArray(object, key, limit, [&](element item) -> absl::Status {
    std::string_view text;
    if (item.get(text) != simdjson::SUCCESS) return Wrong(key, "an array of strings");
    to.emplace_back(text);
    return absl::OkStatus();
  });
}

absl::Status ReadDescriptor(element object, Descriptor& to) {
  if (!object.is_object()) return absl::InvalidArgumentError("a descriptor is not an object");
  CLAIRCORE_RETURN_IF_ERROR(ReadText(object, "mediaType", to.media_type));
  std::string digest;
  CLAIRCORE_RETURN_IF_ERROR(ReadText(object, "digest", digest));
  // The only way from the document to a file name, hence never anything but hex.
  CLAIRCORE_ASSIGN_OR_RETURN(to.digest, Digest::Parse(digest));
  CLAIRCORE_RETURN_IF_ERROR(ReadSize(object, "size", to.size));
  element part;
  if (Find(object, "platform", part)) CLAIRCORE_RETURN_IF_ERROR(ReadPlatform(part, to.platform));
  if (Find(object, "annotations", part)) {
    CLAIRCORE_RETURN_IF_ERROR(ReadText(part, kContainerdName, to.image_name));
    CLAIRCORE_RETURN_IF_ERROR(ReadText(part, kRefName, to.ref_name));
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<ImageDocument> ParseImageDocument(std::string_view json) {
  simdjson::dom::parser parser;
  CLAIRCORE_ASSIGN_OR_RETURN(const element root, Parse(parser, json));
  if (!root.is_object()) return absl::InvalidArgumentError("not a JSON object");
  ImageDocument document;
  CLAIRCORE_RETURN_IF_ERROR(ReadText(root, "mediaType", document.media_type));
  CLAIRCORE_RETURN_IF_ERROR(ReadArray(root, "manifests", kMaxManifests, [&](element e) {
    return ReadDescriptor(e, document.manifests.emplace_back());
  }));
  CLAIRCORE_RETURN_IF_ERROR(ReadArray(root, "layers", kMaxLayers, [&](element e) {
    return ReadDescriptor(e, document.layers.emplace_back());
  }));
  element part;
  const bool has_manifests = Find(root, "manifests", part);
  const bool has_layers = Find(root, "layers", part);
  // One document must not be read as an index here and as a manifest elsewhere.
  if (has_manifests && has_layers) {
    return absl::InvalidArgumentError("both 'manifests' and 'layers'");
  }
  if (!has_manifests && !has_layers) {
    // Docker's first format has its layers in another place and order.
    return absl::InvalidArgumentError(Find(root, "fsLayers", part)
                                          ? "a manifest of schema 1, which nobody writes any more"
                                          : "neither 'layers' nor 'manifests'");
  }
  document.is_index = has_manifests;
  if (Find(root, "config", part)) {
    CLAIRCORE_RETURN_IF_ERROR(ReadDescriptor(part, document.config));
  }
  return document;
}

absl::Status CheckLayoutVersion(std::string_view json) {
  simdjson::dom::parser parser;
  CLAIRCORE_ASSIGN_OR_RETURN(const element root, Parse(parser, json));
  std::string version;
  CLAIRCORE_RETURN_IF_ERROR(ReadText(root, "imageLayoutVersion", version));
  if (version.starts_with("1.")) return absl::OkStatus();
  return absl::FailedPreconditionError(absl::StrCat("image layout version '", version, "'"));
}

absl::StatusOr<std::vector<DockerImage>> ParseDockerManifest(std::string_view json) {
  simdjson::dom::parser parser;
  CLAIRCORE_ASSIGN_OR_RETURN(const element root, Parse(parser, json));
  simdjson::dom::array array;
  if (root.get(array) != simdjson::SUCCESS) {
    return absl::InvalidArgumentError("not a JSON array");
  }
  std::vector<DockerImage> images;
  for (const element item : array) {
    if (!item.is_object()) return absl::InvalidArgumentError("an image is not an object");
    DockerImage& image = images.emplace_back();
    CLAIRCORE_RETURN_IF_ERROR(ReadText(item, "Config", image.config));
    CLAIRCORE_RETURN_IF_ERROR(ReadTexts(item, "RepoTags", kMaxManifests, image.repo_tags));
    CLAIRCORE_RETURN_IF_ERROR(ReadTexts(item, "Layers", kMaxLayers, image.layers));
  }
  return images;
}

absl::StatusOr<ImageConfig> ParseImageConfig(std::string_view json) {
  simdjson::dom::parser parser;
  CLAIRCORE_ASSIGN_OR_RETURN(const element root, Parse(parser, json));
  ImageConfig config;
  if (!root.is_object()) return config;
  CLAIRCORE_RETURN_IF_ERROR(ReadPlatform(root, config.platform));
  element rootfs;
  config.has_rootfs = Find(root, "rootfs", rootfs);
  if (!config.has_rootfs) return config;
  std::vector<std::string> texts;
  CLAIRCORE_RETURN_IF_ERROR(ReadTexts(rootfs, "diff_ids", kMaxLayers, texts));
  for (const std::string& text : texts) {
    CLAIRCORE_ASSIGN_OR_RETURN(config.diff_ids.emplace_back(), Digest::Parse(text));
  }
  return config;
}

}  // namespace claircore::fetch
