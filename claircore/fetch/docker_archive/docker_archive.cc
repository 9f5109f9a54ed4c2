#include "claircore/fetch/docker_archive/docker_archive.h"

#include <algorithm>
#include <array>
#include <map>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/fetch/internal/paths.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {
namespace {

using fetch::DockerImage;
using internal::ToAbsl;

constexpr std::string_view kManifestName = "manifest.json";
constexpr std::array<std::string_view, 2> kBlobFolders = {"blobs/sha256/", "blobs/sha512/"};

bool HasTag(const DockerImage& image, std::string_view tag) {
  const std::string latest = absl::StrCat(ToAbsl(tag), ":latest");
  return std::any_of(
      image.repo_tags.begin(), image.repo_tags.end(),
      [&](const std::string& repo_tag) { return repo_tag == tag || repo_tag == latest; });
}

std::string NameOf(const DockerImage& image) {
  return image.repo_tags.empty() ? image.config : image.repo_tags[0];
}

// "blobs/sha256/<hex>" says the digest itself; empty for any other name.
Digest DigestOfName(const std::string& member) {
  const std::string clean = fetch::CleanPath(member);
  for (std::string_view folder : kBlobFolders) {
    if (!clean.starts_with(folder)) continue;
    std::string text = clean.substr(folder.find('/') + 1);
    text[text.find('/')] = ':';
    if (const auto digest = Digest::Parse(text); digest.ok()) return *digest;
  }
  return Digest();
}

// A tar, by the magic of POSIX and GNU, or by being all zero at its start (an empty one).
absl::StatusOr<bool> IsPlainTar(const RandomAccessSource& source) {
  std::array<char, 512> block{};
  CLAIRCORE_ASSIGN_OR_RETURN(const size_t n,
                             source.ReadAt(0, std::as_writable_bytes(std::span(block))));
  const std::string_view head(block.data(), n);
  if (n < block.size()) return false;
  return head.substr(257, 5) == "ustar" || head.find_first_not_of('\0') == std::string_view::npos;
}

}  // namespace

struct DockerArchive::State {
  std::unique_ptr<const fetch::Members> members;
  std::vector<DockerImage> images;

  absl::StatusOr<const DockerImage*> Choose(std::string_view tag) const {
    std::vector<const DockerImage*> fitting;
    std::string names;
    for (const DockerImage& image : images) {
      if (tag.empty() || HasTag(image, tag)) fitting.push_back(&image);
      absl::StrAppend(&names, names.empty() ? "" : ", ", NameOf(image));
    }
    if (fitting.size() == 1) return fitting[0];
    if (fitting.empty()) {
      return absl::NotFoundError(
          absl::StrCat("no image '", ToAbsl(tag), "' in the archive; there are: ", names));
    }
    return absl::InvalidArgumentError(absl::StrCat("several images; name one of: ", names));
  }
};

DockerArchive::DockerArchive(std::unique_ptr<const State> state) : state_(std::move(state)) {}
DockerArchive::~DockerArchive() = default;

absl::StatusOr<std::unique_ptr<DockerArchive>> DockerArchive::Open(
    const Context& context, std::string_view path_view, const DockerArchiveOptions& options) {
  const std::string path(path_view);
  const std::unique_ptr<TemporaryStorage> own =
      options.temporary == nullptr ? NewTemporaryDirectory() : nullptr;
  TemporaryStorage& temporary = own != nullptr ? *own : *options.temporary;
  auto state = std::make_unique<State>();
  CLAIRCORE_ASSIGN_OR_RETURN(auto archive, fetch::OpenArchive(context, path, temporary, {}));
  CLAIRCORE_ASSIGN_OR_RETURN(state->members, fetch::IndexTar(context, std::move(archive), {}));
  const auto source = state->members->Open(kManifestName);
  if (!source.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, " is no archive of `docker save`: ", source.status().message()));
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string json,
                             fetch::ReadSmall(**source, fetch::kMaxJsonBytes, kManifestName));
  absl::StatusOr<std::vector<DockerImage>> images = fetch::ParseDockerManifest(json);
  if (!images.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(path, ": manifest.json: ", images.status().message()));
  }
  state->images = *std::move(images);
  return std::unique_ptr<DockerArchive>(new DockerArchive(std::move(state)));
}

std::vector<std::vector<std::string>> DockerArchive::images() const {
  std::vector<std::vector<std::string>> tags;
  for (const DockerImage& image : state_->images) tags.push_back(image.repo_tags);
  return tags;
}

absl::StatusOr<Manifest> DockerArchive::GetManifest(const Context& context,
                                                    std::string_view tag) const {
  CLAIRCORE_ASSIGN_OR_RETURN(const DockerImage* image, state_->Choose(tag));
  CLAIRCORE_ASSIGN_OR_RETURN(const auto config, state_->members->Open(image->config));
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string json,
                             fetch::ReadSmall(*config, fetch::kMaxJsonBytes, image->config));
  Manifest manifest;
  manifest.digest = fetch::DigestOf(Digest::Algorithm::kSha256, json);
  CLAIRCORE_ASSIGN_OR_RETURN(std::vector<Digest> diff_ids, fetch::ParseDiffIds(json));
  if (diff_ids.size() != image->layers.size()) diff_ids.clear();  // of another kind of image
  std::map<std::string, Digest> known;  // one layer may stand there several times
  for (size_t i = 0; i < image->layers.size(); ++i) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const std::string member = fetch::CleanPath(image->layers[i]);
    CLAIRCORE_ASSIGN_OR_RETURN(const auto source, state_->members->Open(member));
    Digest& digest = known[member];
    if (digest.empty()) digest = DigestOfName(member);
    if (digest.empty() && !diff_ids.empty()) {
      CLAIRCORE_ASSIGN_OR_RETURN(const bool plain, IsPlainTar(*source));
      if (plain) digest = diff_ids[i];
    }
    if (digest.empty()) {
      CLAIRCORE_ASSIGN_OR_RETURN(digest, fetch::Sha256Of(context, *source));
    }
    manifest.layers.push_back({.digest = digest, .uri = member, .media_type = {}, .headers = {}});
  }
  return manifest;
}

absl::StatusOr<std::unique_ptr<ByteSource>> DockerArchive::Open(const Context& context,
                                                                const LayerDescription& layer) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  CLAIRCORE_ASSIGN_OR_RETURN(auto source, state_->members->Open(layer.uri));
  return fetch::NewByteSource(context, std::move(source));
}

}  // namespace claircore::inline v0
