#include "claircore/fetch/docker_archive/docker_archive.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <map>
#include <set>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "claircore/base/path.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/image_name.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/fetch/internal/platform.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {
namespace {

using fetch::DockerImage;
using internal::ToAbsl;

constexpr std::string_view kManifestName = "manifest.json";
constexpr size_t kMaxImages = 1000;  // each has its configuration read
constexpr std::array<std::string_view, 2> kBlobFolders = {"blobs/sha256/", "blobs/sha512/"};

// "blobs/sha256/<hex>" says the digest itself; empty for any other name.
Digest DigestOfName(const std::string& member) {
  const std::string clean = base::CleanPath(member);
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
  fetch::Platform wanted;  // canonical
  bool said = false;       // somebody asked for that platform
  std::vector<DockerImage> images;

  absl::Status SetPlatform(const std::string& text) {
    CLAIRCORE_ASSIGN_OR_RETURN(wanted, fetch::ParsePlatform(text));
    said = !text.empty();
    return absl::OkStatus();
  }

  absl::Status ReadManifest(std::string_view name) {
    const auto source = members->Open(kManifestName);
    if (!source.ok()) {
      return absl::InvalidArgumentError(absl::StrCat(
          ToAbsl(name), " is no archive of `docker save`: ", source.status().message()));
    }
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string json,
                               fetch::ReadSmall(**source, fetch::kMaxJsonBytes, kManifestName));
    absl::StatusOr<std::vector<DockerImage>> parsed = fetch::ParseDockerManifest(json);
    if (!parsed.ok()) {
      return absl::InvalidArgumentError(
          absl::StrCat(ToAbsl(name), ": manifest.json: ", parsed.status().message()));
    }
    images = *std::move(parsed);
    return absl::OkStatus();
  }

  struct Candidate {
    const DockerImage* image = nullptr;
    Digest id;
    fetch::ImageConfig config;
    fetch::Platform platform;  // canonical

    std::string Name() const {
      for (const std::string& tag : image->repo_tags) {
        if (!tag.empty() && !tag.starts_with("<none>")) return tag;
      }
      return id.empty() ? image->config : id.ToString();
    }
  };

  absl::StatusOr<Candidate> Read(const DockerImage& image) const {
    Candidate candidate;
    candidate.image = &image;
    CLAIRCORE_ASSIGN_OR_RETURN(const auto source, members->Open(image.config));
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string json,
                               fetch::ReadSmall(*source, fetch::kMaxJsonBytes, image.config));
    candidate.id = fetch::DigestOf(Digest::Algorithm::kSha256, json);
    CLAIRCORE_ASSIGN_OR_RETURN(candidate.config, fetch::ParseImageConfig(json));
    candidate.platform = fetch::Canonical(candidate.config.platform);
    return candidate;
  }

  absl::StatusOr<Candidate> Choose(const Context& context, std::string_view tag) const {
    if (images.size() > kMaxImages) {
      return absl::InvalidArgumentError(
          absl::StrCat("an archive of more than ", kMaxImages, " images"));
    }
    std::vector<Candidate> fitting;
    std::set<std::string> names, platforms;
    bool exact = false;
    absl::Status failure;
    for (const DockerImage& image : images) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      absl::StatusOr<Candidate> read = Read(image);
      if (!read.ok()) {
        if (failure.ok()) failure = read.status();
        continue;
      }
      names.insert(read->Name());
      const auto is = [&](const std::string& t) { return t == tag; };
      const auto means = [&](const std::string& t) {
        return !t.empty() && fetch::FullName(t) == fetch::FullName(tag);
      };
      const auto& tags = image.repo_tags;
      const bool named = tag == image.config || read->id.ToString() == fetch::DigestPart(tag) ||
                         std::any_of(tags.begin(), tags.end(), is);
      if (!tag.empty() && !named && (exact || !std::any_of(tags.begin(), tags.end(), means))) {
        continue;
      }
      if (named && !exact) fitting.clear();
      exact = exact || named;
      platforms.insert(read->platform.ToString());
      fitting.push_back(*std::move(read));
    }
    if (fitting.size() > 1) TakeBest(fitting);
    if (fitting.size() == 1) {
      const fetch::Platform& has = fitting[0].platform;
      if (!said || !has.known() || fetch::Fit(has, wanted) >= 0) return std::move(fitting[0]);
      return absl::NotFoundError(absl::StrCat("no image for ", wanted.ToString(),
                                              "; there are: ", absl::StrJoin(platforms, ", ")));
    }
    if (fitting.empty() && !failure.ok()) return failure;
    if (fitting.empty()) {
      return absl::NotFoundError(
          absl::StrCat("no image '", ToAbsl(tag), "' in the archive",
                       names.empty() ? "" : "; there are: ", absl::StrJoin(names, ", ")));
    }
    return absl::InvalidArgumentError(
        absl::StrCat("several images; name one of: ", absl::StrJoin(names, ", ")));
  }

  // Leaves those for the platform, when there are any: one name may stand for several images.
  void TakeBest(std::vector<Candidate>& candidates) const {
    int best = -1;
    for (const Candidate& c : candidates) {
      const int fit = fetch::Fit(c.platform, wanted);
      if (fit >= 0 && (best < 0 || fit < best)) best = fit;
    }
    if (best < 0) return;
    std::erase_if(candidates,
                  [&](const Candidate& c) { return fetch::Fit(c.platform, wanted) != best; });
  }
};

DockerArchive::DockerArchive(std::unique_ptr<const State> state) : state_(std::move(state)) {}
DockerArchive::~DockerArchive() = default;

absl::StatusOr<std::unique_ptr<DockerArchive>> DockerArchive::Open(
    const Context& context, std::string_view path_view, const DockerArchiveOptions& options) {
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
  CLAIRCORE_RETURN_IF_ERROR(state->ReadManifest(path));
  return std::unique_ptr<DockerArchive>(new DockerArchive(std::move(state)));
}

absl::StatusOr<std::unique_ptr<DockerArchive>> DockerArchive::Open(
    const Context& context, std::shared_ptr<const RandomAccessSource> tar, std::string_view name,
    const DockerArchiveOptions& options) {
  auto state = std::make_unique<State>();
  CLAIRCORE_RETURN_IF_ERROR(state->SetPlatform(options.platform));
  CLAIRCORE_ASSIGN_OR_RETURN(state->members, fetch::IndexTar(context, std::move(tar), {}));
  CLAIRCORE_RETURN_IF_ERROR(state->ReadManifest(name));
  return std::unique_ptr<DockerArchive>(new DockerArchive(std::move(state)));
}

std::vector<std::vector<std::string>> DockerArchive::images() const {
  std::vector<std::vector<std::string>> tags;
  for (const DockerImage& image : state_->images) tags.push_back(image.repo_tags);
  return tags;
}

absl::StatusOr<FoundImage> DockerArchive::Find(const Context& context, std::string_view tag) const {
  CLAIRCORE_ASSIGN_OR_RETURN(State::Candidate chosen, state_->Choose(context, tag));
  const DockerImage& image = *chosen.image;
  std::vector<Digest> diff_ids = std::move(chosen.config.diff_ids);
  FoundImage found;
  found.manifest.digest = chosen.id;
  if (chosen.platform.known()) found.platform = chosen.platform.ToString();
  found.other_platform = chosen.platform.known() && fetch::Fit(chosen.platform, state_->wanted) < 0;
  if (diff_ids.size() != image.layers.size()) {
    const std::string text = absl::StrCat(chosen.Name(), " names ", image.layers.size(),
                                          " layers, its configuration ", diff_ids.size());
    if (image.layers.empty()) return absl::InvalidArgumentError(text);
    // Of another kind of image: Docker's before 1.10 have none there.
    if (!diff_ids.empty()) {
      found.problems.push_back({.layer = {},
                                .path = {},
                                .scanner = {},
                                .code = absl::StatusCodeToString(absl::StatusCode::kDataLoss),
                                .message = text});
    }
    diff_ids.clear();
  } else if (image.layers.empty() && !chosen.config.has_rootfs) {
    return absl::InvalidArgumentError(absl::StrCat(chosen.Name(), " names no layers"));
  }
  std::map<std::string, Digest> known;  // one layer may stand there several times
  for (size_t i = 0; i < image.layers.size(); ++i) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const std::string member = base::CleanPath(image.layers[i]);
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
    found.manifest.layers.push_back(
        {.digest = digest, .uri = member, .media_type = {}, .headers = {}});
  }
  return found;
}

absl::StatusOr<Manifest> DockerArchive::GetManifest(const Context& context,
                                                    std::string_view tag) const {
  CLAIRCORE_ASSIGN_OR_RETURN(FoundImage found, Find(context, tag));
  return std::move(found.manifest);
}

absl::StatusOr<std::unique_ptr<ByteSource>> DockerArchive::Open(const Context& context,
                                                                const LayerDescription& layer) {
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  CLAIRCORE_ASSIGN_OR_RETURN(auto source, state_->members->Open(layer.uri));
  return fetch::NewByteSource(context, std::move(source));
}

}  // namespace claircore::inline v0
