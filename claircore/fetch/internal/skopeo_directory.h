#ifndef CLAIRCORE_FETCH_INTERNAL_SKOPEO_DIRECTORY_H_
#define CLAIRCORE_FETCH_INTERNAL_SKOPEO_DIRECTORY_H_

#include <memory>

#include "absl/status/statusor.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/members.h"

namespace claircore::fetch {

// What `skopeo copy .. dir:DIR` writes: manifest.json, an image's or an index, and each blob in a
// file named by its hex digest.
struct SkopeoLayout {
  std::unique_ptr<const Members> members;  // blobs under the names that a layout gives them
  Descriptor top;                          // manifest.json
};

// NOT_FOUND without a manifest.json; INVALID_ARGUMENT when it is another one.
absl::StatusOr<SkopeoLayout> OpenSkopeoDirectory(std::unique_ptr<const Members> files);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_SKOPEO_DIRECTORY_H_
