#include "claircore/fetch/oci_layout/oci_layout.h"

#include <sys/stat.h>

#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/fetch/internal/platform.h"
#include "claircore/fetch/internal/skopeo_directory.h"
#include "claircore/fetch/oci_layout/layout_images.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {

using fetch::Descriptor;
using fetch::ImageDocument;
using internal::ToAbsl;

struct OciLayout::State {
  std::unique_ptr<const fetch::Members> members;
  fetch::WantedPlatform wanted;
  std::vector<Descriptor> images;  // of index.json

  absl::Status SetPlatform(const std::string& text) {
    CLAIRCORE_ASSIGN_OR_RETURN(wanted.platform, fetch::ParsePlatform(text));
    wanted.said = !text.empty();
    return absl::OkStatus();
  }

  // Reads index.json of the members.
  absl::Status ReadIndex(std::string_view name) {
    const auto index = members->Open("index.json");
    if (!index.ok()) {
      return absl::Status(
          absl::IsNotFound(index.status()) ? absl::StatusCode::kInvalidArgument
                                           : index.status().code(),
          absl::StrCat(ToAbsl(name), " is no OCI image layout: ", index.status().message()));
    }
    // The specification demands this file; several writers forget it.
    if (const auto version = members->Open("oci-layout"); version.ok()) {
      CLAIRCORE_ASSIGN_OR_RETURN(const std::string json,
                                 fetch::ReadSmall(**version, fetch::kMaxJsonBytes, "oci-layout"));
      CLAIRCORE_RETURN_IF_ERROR(fetch::CheckLayoutVersion(json));
    }
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string json,
                               fetch::ReadSmall(**index, fetch::kMaxJsonBytes, "index.json"));
    absl::StatusOr<ImageDocument> document = fetch::ParseImageDocument(json);
    if (!document.ok() || !document->is_index) {
      return absl::InvalidArgumentError(absl::StrCat(
          ToAbsl(name), "/index.json: ",
          document.ok() ? absl::string_view("not an image index") : document.status().message()));
    }
    images = std::move(document->manifests);
    return absl::OkStatus();
  }
};

OciLayout::OciLayout(std::unique_ptr<const State> state) : state_(std::move(state)) {}
OciLayout::~OciLayout() = default;

absl::StatusOr<std::unique_ptr<OciLayout>> OciLayout::Open(const Context& context,
                                                           std::string_view path_view,
                                                           const OciLayoutOptions& options) {
  const std::string path(path_view);
  struct stat info {};
  if (path == "-" || stat(path.c_str(), &info) != 0 || !S_ISDIR(info.st_mode)) {
    const std::unique_ptr<TemporaryStorage> own =
        options.temporary == nullptr ? NewTemporaryDirectory() : nullptr;
    TemporaryStorage& temporary = own != nullptr ? *own : *options.temporary;
    CLAIRCORE_ASSIGN_OR_RETURN(auto archive, fetch::OpenArchive(context, path, temporary, {}));
    return Open(context, std::move(archive), path, options);
  }
  auto state = std::make_unique<State>();
  CLAIRCORE_RETURN_IF_ERROR(state->SetPlatform(options.platform));
  CLAIRCORE_ASSIGN_OR_RETURN(state->members, fetch::OpenDirectoryMembers(path));
  if (absl::IsNotFound(state->members->Open("index.json").status()) &&
      state->members->Open("manifest.json").ok()) {
    absl::StatusOr<fetch::SkopeoLayout> skopeo =
        fetch::OpenSkopeoDirectory(std::move(state->members));
    if (!skopeo.ok()) {
      return absl::Status(skopeo.status().code(),
                          absl::StrCat(path, "/", skopeo.status().message()));
    }
    state->members = std::move(skopeo->members);
    state->images.push_back(std::move(skopeo->top));
  } else {
    CLAIRCORE_RETURN_IF_ERROR(state->ReadIndex(path));
  }
  return std::unique_ptr<OciLayout>(new OciLayout(std::move(state)));
}

absl::StatusOr<std::unique_ptr<OciLayout>> OciLayout::Open(
    const Context& context, std::shared_ptr<const RandomAccessSource> tar, std::string_view name,
    const OciLayoutOptions& options) {
  auto state = std::make_unique<State>();
  CLAIRCORE_RETURN_IF_ERROR(state->SetPlatform(options.platform));
  CLAIRCORE_ASSIGN_OR_RETURN(state->members, fetch::IndexTar(context, std::move(tar), {}));
  CLAIRCORE_RETURN_IF_ERROR(state->ReadIndex(name));
  return std::unique_ptr<OciLayout>(new OciLayout(std::move(state)));
}

std::vector<OciLayout::Image> OciLayout::images() const {
  std::vector<Image> images;
  for (const Descriptor& d : state_->images) {
    images.push_back({d.ref_name.empty() ? d.image_name : d.ref_name, d.digest});
  }
  return images;
}

absl::StatusOr<FoundImage> OciLayout::Find(const Context& context, std::string_view name) const {
  return fetch::LayoutImages(*state_->members, state_->wanted).Find(context, state_->images, name);
}

absl::StatusOr<Manifest> OciLayout::GetManifest(const Context& context,
                                                std::string_view name) const {
  CLAIRCORE_ASSIGN_OR_RETURN(FoundImage found, Find(context, name));
  return std::move(found.manifest);
}

absl::StatusOr<std::unique_ptr<ByteSource>> OciLayout::Open(const Context& context,
                                                            const LayerDescription& layer) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  if (layer.digest.empty()) return absl::InvalidArgumentError("a layer without digest");
  CLAIRCORE_ASSIGN_OR_RETURN(auto source, state_->members->Open(fetch::BlobName(layer.digest)));
  return fetch::NewByteSource(context, std::move(source));
}

}  // namespace claircore::inline v0
