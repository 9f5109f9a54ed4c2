#ifndef CLAIRCORE_FETCH_OCI_LAYOUT_LAYOUT_IMAGES_H_
#define CLAIRCORE_FETCH_OCI_LAYOUT_LAYOUT_IMAGES_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/fetch/image/found_image.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/fetch/internal/platform.h"

namespace claircore::fetch {

// "blobs/sha256/<hex>".
std::string BlobName(const Digest& digest);

// Which platform is meant, and whether somebody said so.
struct WantedPlatform {
  Platform platform;  // canonical
  bool said = false;
};

// Finds one image among the documents of a layout: what an index names directly or through other
// indexes, less what is no container image (signatures, attestations, documents about an image).
class LayoutImages {
 public:
  // Both outlive this.
  LayoutImages(const Members& members, const WantedPlatform& wanted)
      : members_(members), wanted_(wanted) {}

  // The image of that name or digest among `top`, as OciLayout::Find() has it.
  absl::StatusOr<FoundImage> Find(const Context& context, const std::vector<Descriptor>& top,
                                  std::string_view name);

 private:
  // A document that is no index, or could not be read.
  struct Leaf {
    Descriptor descriptor;
    absl::Status status;  // why it could not be read
    ImageDocument document;
    ImageConfig config;
    Platform platform;  // canonical; the descriptor's, else the configuration's

    std::string Name() const;  // as a user can say it
  };

  absl::StatusOr<std::vector<Descriptor>> Named(const std::vector<Descriptor>& top,
                                                std::string_view name) const;
  absl::StatusOr<std::vector<Leaf>> Expand(const Context& context, std::vector<Descriptor> level);
  absl::StatusOr<ImageDocument> Read(const Descriptor& descriptor);
  void ReadConfig(Leaf& leaf);
  // OK for a container image; INVALID_ARGUMENT, with the reason, for anything else.
  absl::Status CheckIsImage(const Context& context, const Leaf& leaf) const;
  bool IsLayer(const Context& context, const Descriptor& layer) const;
  absl::StatusOr<const Leaf*> Choose(const std::vector<const Leaf*>& images) const;
  absl::StatusOr<FoundImage> Describe(const Context& context, const Leaf& leaf) const;

  const Members& members_;
  const WantedPlatform& wanted_;
  uint64_t bytes_read_ = 0;
  size_t documents_read_ = 0;
  std::vector<Problem> problems_;  // sizes of documents
};

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_OCI_LAYOUT_LAYOUT_IMAGES_H_
