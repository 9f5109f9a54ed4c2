#include "claircore/fetch/internal/skopeo_directory.h"

#include <string>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "claircore/digest.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::fetch {
namespace {

constexpr std::string_view kManifest = "manifest.json";
constexpr std::string_view kBlobs = "blobs/";

// Answers to a layout's names from a directory that names its blobs otherwise.
class SkopeoDirectory final : public Members {
 public:
  SkopeoDirectory(std::unique_ptr<const Members> files, const Digest& manifest)
      : files_(std::move(files)), manifest_(manifest.hex()) {}

  absl::StatusOr<std::shared_ptr<const RandomAccessSource>> Open(
      std::string_view name) const override {
    if (!name.starts_with(kBlobs)) return files_->Open(name);
    const std::string hex(name.substr(name.rfind('/') + 1));
    if (hex == manifest_) return files_->Open(kManifest);
    // Images of an index beside it; blobs; blobs as skopeo wrote them before 2017.
    absl::StatusOr<std::shared_ptr<const RandomAccessSource>> found;
    for (const char* suffix : {"", ".manifest.json", ".tar"}) {
      found = files_->Open(absl::StrCat(hex, suffix));
      if (!absl::IsNotFound(found.status())) break;
    }
    return found;
  }

 private:
  const std::unique_ptr<const Members> files_;
  const std::string manifest_;
};

}  // namespace

absl::StatusOr<SkopeoLayout> OpenSkopeoDirectory(std::unique_ptr<const Members> files) {
  CLAIRCORE_ASSIGN_OR_RETURN(const auto source, files->Open(kManifest));
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string json, ReadSmall(*source, kMaxJsonBytes, kManifest));
  const absl::StatusOr<ImageDocument> document = ParseImageDocument(json);
  if (!document.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(internal::ToAbsl(kManifest), ": ", document.status().message()));
  }
  SkopeoLayout layout;
  layout.top.digest = DigestOf(Digest::Algorithm::kSha256, json);
  layout.members = std::make_unique<SkopeoDirectory>(std::move(files), layout.top.digest);
  return layout;
}

}  // namespace claircore::fetch
