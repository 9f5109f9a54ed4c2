#include "claircore/fetch/oci_layout/oci_layout.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/fetch/internal/platform.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {
namespace {

using fetch::Descriptor;
using fetch::ImageDocument;
using fetch::Platform;
using internal::ToAbsl;

// An index may name another one; nobody nests them deeply.
constexpr int kMaxNesting = 4;

constexpr std::array<std::string_view, 2> kIndexTypes = {
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json"};
constexpr std::array<std::string_view, 2> kManifestTypes = {
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json"};
constexpr std::array<std::string_view, 9> kLayerTypes = {
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.v1.tar+gzip",
    "application/vnd.oci.image.layer.v1.tar+zstd",
    "application/vnd.oci.image.layer.nondistributable.v1.tar",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+gzip",
    "application/vnd.oci.image.layer.nondistributable.v1.tar+zstd",
    "application/vnd.docker.image.rootfs.diff.tar",
    "application/vnd.docker.image.rootfs.diff.tar.gzip",
    "application/vnd.docker.image.rootfs.foreign.diff.tar.gzip",
};

template <typename Types>
bool IsOneOf(const std::string& type, const Types& types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

// An absent type is decided by what the document holds.
bool MayBeImage(const std::string& type) {
  return type.empty() || IsOneOf(type, kIndexTypes) || IsOneOf(type, kManifestTypes);
}

bool Matches(const Descriptor& d, const Platform& wanted) {
  return d.os == wanted.os && d.architecture == wanted.architecture &&
         (wanted.variant.empty() || d.variant == wanted.variant);
}

std::string PlatformText(const Descriptor& d) {
  if (d.os.empty() && d.architecture.empty()) return "(none)";
  return absl::StrCat(d.os, "/", d.architecture, d.variant.empty() ? "" : "/", d.variant);
}

// "a, b, c"; hostile documents may hold thousands.
std::string List(const std::set<std::string>& texts) {
  constexpr size_t kShown = 20;
  std::string list;
  size_t n = 0;
  for (const std::string& text : texts) {
    if (++n > kShown) return list + ", ..";
    absl::StrAppend(&list, n > 1 ? ", " : "", text);
  }
  return list;
}

std::string BlobName(const Digest& digest) {
  const std::string_view algorithm =
      digest.algorithm() == Digest::Algorithm::kSha512 ? "sha512" : "sha256";
  return absl::StrCat("blobs/", ToAbsl(algorithm), "/", ToAbsl(digest.hex()));
}

// Distinct by digest: one image often stands there under several names.
std::vector<Descriptor> Distinct(const std::vector<Descriptor>& all) {
  std::vector<Descriptor> distinct;
  std::set<Digest> seen;
  for (const Descriptor& d : all) {
    if (seen.insert(d.digest).second) distinct.push_back(d);
  }
  return distinct;
}

}  // namespace

struct OciLayout::State {
  std::unique_ptr<const fetch::Members> members;
  Platform platform;
  std::vector<Descriptor> images;

  // A document by its descriptor, its bytes checked against the digest.
  absl::StatusOr<ImageDocument> Read(const Descriptor& d) const {
    const std::string name = BlobName(d.digest);
    CLAIRCORE_ASSIGN_OR_RETURN(const auto source, members->Open(name));
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string json,
                               fetch::ReadSmall(*source, fetch::kMaxJsonBytes, name));
    if (fetch::DigestOf(d.digest.algorithm(), json) != d.digest) {
      return absl::DataLossError(absl::StrCat(name, " does not have that digest"));
    }
    absl::StatusOr<ImageDocument> document = fetch::ParseImageDocument(json);
    if (!document.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(name, ": ", document.status().message()));
    }
    // OCI's and Docker's names are mixed up in the wild, and both mean the same. An index that is
    // called a manifest, or anything else, is refused, lest two readers see two things.
    if (!d.media_type.empty() && !document->media_type.empty() &&
        d.media_type != document->media_type &&
        (!MayBeImage(d.media_type) || !MayBeImage(document->media_type) ||
         IsOneOf(d.media_type, kIndexTypes) != IsOneOf(document->media_type, kIndexTypes))) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, " is of type '", document->media_type, "', not '", d.media_type, "'"));
    }
    if (document->media_type.empty()) document->media_type = d.media_type;
    return document;
  }

  // The one that is meant among several.
  absl::StatusOr<Descriptor> Choose(const std::vector<Descriptor>& all) const {
    const std::vector<Descriptor> distinct = Distinct(all);
    if (distinct.size() == 1) return distinct[0];
    std::vector<Descriptor> fitting;
    for (const Descriptor& d : distinct) {
      if (Matches(d, platform) && MayBeImage(d.media_type)) fitting.push_back(d);
    }
    if (fitting.size() == 1) return fitting[0];
    std::set<std::string> names, platforms;
    for (const Descriptor& d : fitting.empty() ? distinct : fitting) {
      names.insert(d.ref_name.empty() ? d.digest.ToString() : d.ref_name);
      platforms.insert(PlatformText(d));
    }
    if (distinct.empty()) return absl::NotFoundError("no image");
    const bool by_platform = platforms.size() > 1 || !platforms.contains("(none)");
    if (fitting.empty() && by_platform) {
      return absl::NotFoundError(absl::StrCat("no image for ", platform.os, "/",
                                              platform.architecture,
                                              "; there are: ", List(platforms)));
    }
    return absl::InvalidArgumentError(absl::StrCat("several images; name one of: ", List(names)));
  }
};

OciLayout::OciLayout(std::unique_ptr<const State> state) : state_(std::move(state)) {}
OciLayout::~OciLayout() = default;

absl::StatusOr<std::unique_ptr<OciLayout>> OciLayout::Open(const Context& context,
                                                           std::string_view path_view,
                                                           const OciLayoutOptions& options) {
  const std::string path(path_view);
  auto state = std::make_unique<State>();
  CLAIRCORE_ASSIGN_OR_RETURN(state->platform, fetch::ParsePlatform(options.platform));
  struct stat info {};
  if (path != "-" && stat(path.c_str(), &info) == 0 && S_ISDIR(info.st_mode)) {
    CLAIRCORE_ASSIGN_OR_RETURN(state->members, fetch::OpenDirectoryMembers(path));
  } else {
    const std::unique_ptr<TemporaryStorage> own =
        options.temporary == nullptr ? NewTemporaryDirectory() : nullptr;
    TemporaryStorage& temporary = own != nullptr ? *own : *options.temporary;
    CLAIRCORE_ASSIGN_OR_RETURN(auto archive, fetch::OpenArchive(context, path, temporary, {}));
    CLAIRCORE_ASSIGN_OR_RETURN(state->members, fetch::IndexTar(context, std::move(archive), {}));
  }
  const auto index = state->members->Open("index.json");
  if (!index.ok()) {
    return absl::Status(absl::IsNotFound(index.status()) ? absl::StatusCode::kInvalidArgument
                                                         : index.status().code(),
                        absl::StrCat(path, " is no OCI image layout: ", index.status().message()));
  }
  // The specification demands this file; several writers forget it.
  if (const auto version = state->members->Open("oci-layout"); version.ok()) {
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string json,
                               fetch::ReadSmall(**version, fetch::kMaxJsonBytes, "oci-layout"));
    CLAIRCORE_RETURN_IF_ERROR(fetch::CheckLayoutVersion(json));
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string json,
                             fetch::ReadSmall(**index, fetch::kMaxJsonBytes, "index.json"));
  absl::StatusOr<ImageDocument> document = fetch::ParseImageDocument(json);
  if (!document.ok() || !document->is_index) {
    return absl::InvalidArgumentError(absl::StrCat(
        path, "/index.json: ",
        document.ok() ? absl::string_view("not an image index") : document.status().message()));
  }
  state->images = std::move(document->manifests);
  return std::unique_ptr<OciLayout>(new OciLayout(std::move(state)));
}

std::vector<OciLayout::Image> OciLayout::images() const {
  std::vector<Image> images;
  for (const Descriptor& d : state_->images) images.push_back({d.ref_name, d.digest});
  return images;
}

absl::StatusOr<Manifest> OciLayout::GetManifest(const Context& context,
                                                std::string_view name) const {
  std::vector<Descriptor> candidates;
  std::set<std::string> names;
  for (const Descriptor& d : state_->images) {
    if (name.empty() || d.ref_name == name || d.digest.ToString() == name) candidates.push_back(d);
    names.insert(d.ref_name.empty() ? d.digest.ToString() : d.ref_name);
  }
  if (candidates.empty()) {
    return absl::NotFoundError(
        absl::StrCat("no image '", ToAbsl(name), "'; there are: ", List(names)));
  }
  for (int depth = 0; depth < kMaxNesting; ++depth) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const Descriptor chosen, state_->Choose(candidates));
    if (!MayBeImage(chosen.media_type)) {
      return absl::InvalidArgumentError(
          absl::StrCat("media type '", chosen.media_type, "' is no container image"));
    }
    CLAIRCORE_ASSIGN_OR_RETURN(ImageDocument document, state_->Read(chosen));
    if (!MayBeImage(document.media_type) ||
        (!document.media_type.empty() &&
         document.is_index != IsOneOf(document.media_type, kIndexTypes))) {
      return absl::InvalidArgumentError(
          absl::StrCat(chosen.digest.ToString(), " is no container image"));
    }
    if (document.is_index) {
      candidates = std::move(document.manifests);
      continue;
    }
    Manifest manifest{.digest = chosen.digest, .layers = {}};
    for (const Descriptor& layer : document.layers) {
      if (!layer.media_type.empty() && !IsOneOf(layer.media_type, kLayerTypes)) {
        return absl::InvalidArgumentError(
            absl::StrCat("media type '", layer.media_type, "' is no layer of a container image"));
      }
      manifest.layers.push_back(
          {.digest = layer.digest, .uri = {}, .media_type = layer.media_type, .headers = {}});
    }
    return manifest;
  }
  return absl::InvalidArgumentError("image indexes within image indexes, too deep");
}

absl::StatusOr<std::unique_ptr<ByteSource>> OciLayout::Open(const Context& context,
                                                            const LayerDescription& layer) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  if (layer.digest.empty()) return absl::InvalidArgumentError("a layer without digest");
  CLAIRCORE_ASSIGN_OR_RETURN(auto source, state_->members->Open(BlobName(layer.digest)));
  return fetch::NewByteSource(context, std::move(source));
}

}  // namespace claircore::inline v0
