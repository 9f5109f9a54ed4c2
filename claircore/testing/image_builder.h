#ifndef CLAIRCORE_TESTING_IMAGE_BUILDER_H_
#define CLAIRCORE_TESTING_IMAGE_BUILDER_H_

#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/digest.h"
#include "claircore/manifest.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/recipe.h"

namespace claircore::inline v0::testing {

// One layer, written: the tar, the blob as stored, and how the manifest names it.
struct BuiltLayer {
  std::string tar;
  std::string blob;
  Digest diff_id;  // of the tar
  LayerDescription description;
};

// An image in memory, in the forms in which tests want it. Same recipe, same bytes (as long as zlib
// and zstd are the same).
struct BuiltImage {
  std::string tag;
  std::vector<BuiltLayer> layers;  // base first
  std::string config_json;         // OCI image config
  std::string manifest_json;       // OCI image manifest
  Manifest manifest;               // for Indexer::Index(); its digest is that of manifest_json
  // Serves every layer.
  std::shared_ptr<MemoryFetcher> fetcher;
};

BuiltLayer BuildLayer(const LayerRecipe& recipe);
BuiltImage BuildImage(const ImageRecipe& recipe);
// Parses and builds; for recipes that include nothing.
absl::StatusOr<BuiltImage> BuildImage(std::string_view recipe_text);

// The files of an OCI image layout (https://github.com/opencontainers/image-spec), path to bytes:
// "oci-layout", "index.json" and "blobs/..".
std::map<std::string, std::string> OciLayoutFiles(const BuiltImage& image);
// Writes them below `directory`, which is made when missing; replaces files of the same names.
absl::Status WriteOciLayout(const BuiltImage& image, std::string_view directory);
// The same as one tar.
std::string OciLayoutTar(const BuiltImage& image);
// What `docker save` writes: manifest.json, the config and uncompressed layers.
std::string DockerArchiveTar(const BuiltImage& image);

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_IMAGE_BUILDER_H_
