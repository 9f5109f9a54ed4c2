#include "claircore/testing/image_builder.h"

#include <filesystem>
#include <fstream>
#include <utility>

#include "claircore/internal/status_macros.h"
#include "claircore/testing/tar_builder.h"

namespace claircore::inline v0::testing {
namespace {

constexpr std::string_view kConfigType = "application/vnd.oci.image.config.v1+json";
constexpr std::string_view kManifestType = "application/vnd.oci.image.manifest.v1+json";

// Nothing that comes in here needs escapes: digests, media types, tags of a recipe.
std::string Quoted(std::string_view text) { return '"' + std::string(text) + '"'; }

std::string Descriptor(std::string_view media_type, const Digest& digest, size_t size) {
  return "{\"mediaType\":" + Quoted(media_type) + ",\"digest\":" + Quoted(digest.ToString()) +
         ",\"size\":" + std::to_string(size);
}

std::string BlobPath(const Digest& digest) {
  const bool sha512 = digest.algorithm() == Digest::Algorithm::kSha512;
  return std::string(sha512 ? "blobs/sha512/" : "blobs/sha256/") + std::string(digest.hex());
}

std::string ConfigJson(const std::vector<BuiltLayer>& layers) {
  std::string json =
      "{\"architecture\":\"amd64\",\"os\":\"linux\",\"config\":{},"
      "\"rootfs\":{\"type\":\"layers\",\"diff_ids\":[";
  for (size_t i = 0; i < layers.size(); ++i) {
    if (i > 0) json += ',';
    json += Quoted(layers[i].diff_id.ToString());
  }
  return json + "]}}";
}

std::string ManifestJson(const BuiltImage& image) {
  std::string json =
      "{\"schemaVersion\":2,\"mediaType\":" + Quoted(kManifestType) + ",\"config\":" +
      Descriptor(kConfigType, DigestOf(image.config_json), image.config_json.size()) +
      "},\"layers\":[";
  for (size_t i = 0; i < image.layers.size(); ++i) {
    const BuiltLayer& layer = image.layers[i];
    if (i > 0) json += ',';
    json += Descriptor(layer.description.media_type, layer.description.digest, layer.blob.size());
    json += '}';
  }
  return json + "]}";
}

std::string TarOf(const std::map<std::string, std::string>& files) {
  TarBuilder tar;
  for (const auto& [path, bytes] : files) tar.File(path, bytes);
  return tar.Build();
}

}  // namespace

BuiltLayer BuildLayer(const LayerRecipe& recipe) {
  BuiltLayer layer;
  layer.tar = recipe.tar.Build();
  layer.blob = Compress(layer.tar, recipe.compression);
  layer.diff_id = DigestOf(layer.tar);
  layer.description.digest = DigestOf(layer.blob, recipe.algorithm);
  layer.description.media_type = LayerMediaType(recipe.compression);
  return layer;
}

BuiltImage BuildImage(const ImageRecipe& recipe) {
  BuiltImage image;
  image.tag = recipe.tag;
  image.fetcher = std::make_shared<MemoryFetcher>();
  for (const LayerRecipe& layer : recipe.layers) {
    image.layers.push_back(BuildLayer(layer));
    image.manifest.layers.push_back(image.layers.back().description);
    image.fetcher->AddAs(image.layers.back().description.digest, image.layers.back().blob);
  }
  image.config_json = ConfigJson(image.layers);
  image.manifest_json = ManifestJson(image);
  image.manifest.digest = DigestOf(image.manifest_json);
  return image;
}

absl::StatusOr<BuiltImage> BuildImage(std::string_view recipe_text) {
  CLAIRCORE_ASSIGN_OR_RETURN(const ImageRecipe recipe, ParseRecipe(recipe_text));
  return BuildImage(recipe);
}

std::map<std::string, std::string> OciLayoutFiles(const BuiltImage& image) {
  std::map<std::string, std::string> files;
  files["oci-layout"] = "{\"imageLayoutVersion\":\"1.0.0\"}";
  files["index.json"] =
      "{\"schemaVersion\":2,\"manifests\":[" +
      Descriptor(kManifestType, image.manifest.digest, image.manifest_json.size()) +
      ",\"annotations\":{\"org.opencontainers.image.ref.name\":" + Quoted(image.tag) + "}}]}";
  files[BlobPath(image.manifest.digest)] = image.manifest_json;
  files[BlobPath(DigestOf(image.config_json))] = image.config_json;
  for (const BuiltLayer& layer : image.layers) {
    files[BlobPath(layer.description.digest)] = layer.blob;
  }
  return files;
}

absl::Status WriteOciLayout(const BuiltImage& image, std::string_view directory) {
  const std::filesystem::path root(directory);
  for (const auto& [path, bytes] : OciLayoutFiles(image)) {
    std::error_code error;
    std::filesystem::create_directories((root / path).parent_path(), error);
    std::ofstream out(root / path, std::ios::binary | std::ios::trunc);
    out << bytes;
    out.close();
    if (!out.good()) return absl::UnavailableError("cannot write " + (root / path).string());
  }
  return absl::OkStatus();
}

std::string OciLayoutTar(const BuiltImage& image) { return TarOf(OciLayoutFiles(image)); }

std::string DockerArchiveTar(const BuiltImage& image) {
  const std::string config = std::string(DigestOf(image.config_json).hex()) + ".json";
  const bool named = image.tag.find(':') != image.tag.npos;
  std::string manifest = "[{\"Config\":" + Quoted(config) + ",\"RepoTags\":[" +
                         Quoted(named ? image.tag : "image:" + image.tag) + "],\"Layers\":[";
  std::map<std::string, std::string> files;
  files[config] = image.config_json;
  for (size_t i = 0; i < image.layers.size(); ++i) {
    const std::string path = std::string(image.layers[i].diff_id.hex()) + "/layer.tar";
    files[path] = image.layers[i].tar;
    if (i > 0) manifest += ',';
    manifest += Quoted(path);
  }
  files["manifest.json"] = manifest + "]}]";
  return TarOf(files);
}

}  // namespace claircore::inline v0::testing
