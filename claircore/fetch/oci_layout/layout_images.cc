#include "claircore/fetch/oci_layout/layout_images.h"

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/image_name.h"
#include "claircore/fetch/internal/layer_bytes.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::fetch {
namespace {

using claircore::internal::ToAbsl;

// An index may name another one; nobody nests them deeply.
constexpr int kMaxNesting = 8;
// Of one call. A multi-platform image has a few dozen documents.
constexpr size_t kMaxDocuments = 1000;
constexpr uint64_t kMaxDocumentBytes = uint64_t{64} << 20;

constexpr std::array<std::string_view, 2> kIndexTypes = {
    "application/vnd.oci.image.index.v1+json",
    "application/vnd.docker.distribution.manifest.list.v2+json"};
constexpr std::array<std::string_view, 2> kManifestTypes = {
    "application/vnd.oci.image.manifest.v1+json",
    "application/vnd.docker.distribution.manifest.v2+json"};
constexpr std::array<std::string_view, 2> kConfigTypes = {
    "application/vnd.oci.image.config.v1+json", "application/vnd.docker.container.image.v1+json"};
constexpr std::array<std::string_view, 3> kLayerPrefixes = {
    "application/vnd.oci.image.layer.v1.tar",
    "application/vnd.oci.image.layer.nondistributable.v1.tar",
    "application/vnd.docker.image.rootfs."};

template <typename Types>
bool IsOneOf(const std::string& type, const Types& types) {
  return std::find(types.begin(), types.end(), type) != types.end();
}

// A layer by its name, of whatever compression. An encrypted one is a layer and no tar.
bool IsLayerType(const std::string& type) {
  return !type.ends_with("+encrypted") &&
         std::any_of(kLayerPrefixes.begin(), kLayerPrefixes.end(),
                     [&](std::string_view prefix) { return type.starts_with(prefix); });
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

std::string NameOf(const Descriptor& d) {
  if (!d.ref_name.empty()) return d.ref_name;
  return d.image_name.empty() ? d.digest.ToString() : d.image_name;
}

std::string SizeText(uint64_t is, uint64_t said) {
  return absl::StrCat("has ", is, " bytes, its descriptor says ", said);
}

Problem DocumentProblem(const Digest& digest, std::string text) {
  return {.layer = {},
          .path = {},
          .scanner = {},
          .code = absl::StatusCodeToString(absl::StatusCode::kDataLoss),
          .message = absl::StrCat(digest.ToString(), " ", text)};
}

Problem LayerProblem(const Digest& layer, absl::StatusCode code, std::string text) {
  return {.layer = layer,
          .path = {},
          .scanner = {},
          .code = absl::StatusCodeToString(code),
          .message = std::move(text)};
}

}  // namespace

std::string BlobName(const Digest& digest) {
  const bool long_one = digest.algorithm() == Digest::Algorithm::kSha512;
  return absl::StrCat("blobs/", long_one ? "sha512" : "sha256", "/", ToAbsl(digest.hex()));
}

std::string LayoutImages::Leaf::Name() const { return NameOf(descriptor); }

absl::StatusOr<ImageDocument> LayoutImages::Read(const Descriptor& d) {
  const std::string name = BlobName(d.digest);
  CLAIRCORE_ASSIGN_OR_RETURN(const auto source, members_.Open(name));
  bytes_read_ += source->size();
  if (++documents_read_ > kMaxDocuments || bytes_read_ > kMaxDocumentBytes) {
    return absl::ResourceExhaustedError("too many manifests to look at; name one");
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string json, ReadSmall(*source, kMaxJsonBytes, name));
  if (DigestOf(d.digest.algorithm(), json) != d.digest) {
    return absl::DataLossError(absl::StrCat(name, " does not have that digest"));
  }
  if (d.size.has_value() && *d.size != json.size()) {
    problems_.push_back(DocumentProblem(d.digest, SizeText(json.size(), *d.size)));
  }
  absl::StatusOr<ImageDocument> document = ParseImageDocument(json);
  if (!document.ok()) {
    return absl::InvalidArgumentError(
        absl::StrCat(name, " is no container image: ", document.status().message()));
  }
  // What a document is, it says by what it has. But one that is called an index here and a manifest
  // there is refused, lest two readers see two things.
  for (const std::string& type : {d.media_type, document->media_type}) {
    if (IsOneOf(type, document->is_index ? kManifestTypes : kIndexTypes)) {
      return absl::InvalidArgumentError(
          absl::StrCat(name, " is no container image: it is not of its type '", type, "'"));
    }
  }
  return document;
}

void LayoutImages::ReadConfig(Leaf& leaf) {
  const Digest& digest = leaf.document.config.digest;
  leaf.platform = Canonical(leaf.descriptor.platform);
  if (digest.empty()) return;
  const auto source = members_.Open(BlobName(digest));
  if (!source.ok()) return;  // layers can be read without
  bytes_read_ += (*source)->size();
  if (bytes_read_ > kMaxDocumentBytes) return;
  const auto json = ReadSmall(**source, kMaxJsonBytes, "a configuration");
  if (!json.ok()) return;
  const std::optional<uint64_t> said = leaf.document.config.size;
  if (said.has_value() && *said != json->size()) {
    problems_.push_back(DocumentProblem(digest, SizeText(json->size(), *said)));
  }
  absl::StatusOr<ImageConfig> config = ParseImageConfig(*json);
  if (!config.ok()) return;
  leaf.config = *std::move(config);
  if (!leaf.platform.known()) leaf.platform = Canonical(leaf.config.platform);
}

bool LayoutImages::IsLayer(const Context& context, const Descriptor& layer) const {
  if (IsLayerType(layer.media_type)) return true;
  const auto source = members_.Open(BlobName(layer.digest));
  return source.ok() && BeginsAsTar(context, **source);
}

absl::Status LayoutImages::CheckIsImage(const Context& context, const Leaf& leaf) const {
  const ImageDocument& document = leaf.document;
  const auto no = [&](auto... why) {
    return absl::InvalidArgumentError(
        absl::StrCat(leaf.descriptor.digest.ToString(), " is no container image: ", why...));
  };
  const std::vector<Descriptor>& layers = document.layers;
  if (layers.empty()) {
    // Nothing but metadata upon nothing is an image; one whose layers were left out is not.
    return leaf.config.has_rootfs && leaf.config.diff_ids.empty()
               ? absl::OkStatus()
               : no("it names no layer, its configuration ", leaf.config.diff_ids.size());
  }
  const bool any = std::any_of(layers.begin(), layers.end(),
                               [&](const Descriptor& d) { return IsLayer(context, d); });
  if (!any) return no("layers of type '", layers[0].media_type, "', and no tar");
  // A chart or another thing that was packed as a tar has a configuration of its own.
  const std::string& type = document.config.media_type;
  const bool standard = std::all_of(layers.begin(), layers.end(), [](const Descriptor& d) {
    return d.media_type.empty() || IsLayerType(d.media_type);
  });
  if (standard || type.empty() || IsOneOf(type, kConfigTypes) || leaf.config.has_rootfs) {
    return absl::OkStatus();
  }
  return no("a configuration of type '", type, "'");
}

absl::StatusOr<std::vector<Descriptor>> LayoutImages::Named(const std::vector<Descriptor>& top,
                                                            std::string_view name) const {
  if (name.empty()) return top;
  std::set<std::string> names;
  std::vector<Descriptor> exact, full;
  const std::string_view digest = DigestPart(name);
  for (const Descriptor& d : top) {
    names.insert(NameOf(d));
    if (d.ref_name == name || d.image_name == name || d.digest.ToString() == digest) {
      exact.push_back(d);
    } else if ((!d.ref_name.empty() && FullName(d.ref_name) == FullName(name)) ||
               (!d.image_name.empty() && FullName(d.image_name) == FullName(name))) {
      full.push_back(d);
    }
  }
  if (!exact.empty()) return exact;
  if (!digest.empty()) {
    // Of one image of an index, say. The layout is asked for the bytes; they prove themselves.
    CLAIRCORE_ASSIGN_OR_RETURN(Digest parsed, Digest::Parse(digest));
    if (members_.Open(BlobName(parsed)).ok()) {
      Descriptor descriptor;
      descriptor.digest = std::move(parsed);
      return std::vector<Descriptor>{std::move(descriptor)};
    }
  }
  if (!full.empty()) return full;
  return absl::NotFoundError(
      absl::StrCat("no image '", ToAbsl(name), "'; there are: ", List(names)));
}

absl::StatusOr<std::vector<LayoutImages::Leaf>> LayoutImages::Expand(
    const Context& context, std::vector<Descriptor> level) {
  std::vector<Leaf> leaves;
  std::set<Digest> seen;  // one image often stands there under several names
  for (int depth = 0; !level.empty(); ++depth) {
    if (depth >= kMaxNesting) {
      return absl::InvalidArgumentError("image indexes within image indexes, too deep");
    }
    std::vector<Descriptor> next;
    for (Descriptor& d : level) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      if (!seen.insert(d.digest).second) continue;
      absl::StatusOr<ImageDocument> document = Read(d);
      if (absl::IsResourceExhausted(document.status())) return document.status();
      if (document.ok() && document->is_index) {
        for (Descriptor& child : document->manifests) next.push_back(std::move(child));
        continue;
      }
      Leaf& leaf = leaves.emplace_back();
      leaf.descriptor = std::move(d);
      leaf.status = document.status();
      if (document.ok()) leaf.document = *std::move(document);
      ReadConfig(leaf);
    }
    level = std::move(next);
  }
  return leaves;
}

absl::StatusOr<const LayoutImages::Leaf*> LayoutImages::Choose(
    const std::vector<const Leaf*>& images) const {
  // -1: for another platform; an image that does not say for which comes after those that do.
  constexpr int kUnsaid = 1000;
  int best = -1;
  std::vector<const Leaf*> fitting;
  std::set<std::string> platforms;
  for (const Leaf* leaf : images) {
    const int fit = leaf->platform.known() ? Fit(leaf->platform, wanted_.platform) : kUnsaid;
    platforms.insert(leaf->platform.ToString());
    if (fit < 0 || (best >= 0 && fit > best)) continue;
    if (fit != best) fitting.clear();
    best = fit;
    fitting.push_back(leaf);
  }
  if (fitting.size() == 1) return fitting[0];
  if (fitting.empty() && images.size() == 1 && !wanted_.said) return images[0];
  if (fitting.empty()) {
    return absl::NotFoundError(absl::StrCat("no image for ", wanted_.platform.ToString(),
                                            "; there are: ", List(platforms)));
  }
  std::set<std::string> names;
  for (const Leaf* leaf : fitting) names.insert(leaf->Name());
  return absl::InvalidArgumentError(absl::StrCat("several images; name one of: ", List(names)));
}

absl::StatusOr<FoundImage> LayoutImages::Describe(const Context& context, const Leaf& leaf) const {
  FoundImage found;
  found.manifest.digest = leaf.descriptor.digest;
  if (leaf.platform.known()) found.platform = leaf.platform.ToString();
  found.other_platform = leaf.platform.known() && Fit(leaf.platform, wanted_.platform) < 0;
  std::set<Digest> known{leaf.descriptor.digest, leaf.document.config.digest};
  for (const Problem& problem : problems_) {
    const bool ours = std::any_of(known.begin(), known.end(), [&](const Digest& d) {
      return !d.empty() && problem.message.starts_with(d.ToString());
    });
    if (ours) found.problems.push_back(problem);
  }
  for (const Descriptor& layer : leaf.document.layers) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (!IsLayer(context, layer)) {
      found.problems.push_back(
          LayerProblem(layer.digest, absl::StatusCode::kInvalidArgument,
                       absl::StrCat("left out: of type '", layer.media_type, "', and no tar")));
      continue;
    }
    const auto source = members_.Open(BlobName(layer.digest));
    if (source.ok() && layer.size.has_value() && *layer.size != (*source)->size()) {
      found.problems.push_back(LayerProblem(layer.digest, absl::StatusCode::kDataLoss,
                                            SizeText((*source)->size(), *layer.size)));
    }
    found.manifest.layers.push_back(
        {.digest = layer.digest, .uri = {}, .media_type = layer.media_type, .headers = {}});
  }
  const size_t diff_ids = leaf.config.diff_ids.size();
  if (diff_ids > 0 && diff_ids != leaf.document.layers.size()) {
    found.problems.push_back(DocumentProblem(
        leaf.descriptor.digest, absl::StrCat("names ", leaf.document.layers.size(),
                                             " layers, its configuration ", diff_ids)));
  }
  // One layer may stand there twice.
  std::sort(found.problems.begin(), found.problems.end());
  found.problems.erase(std::unique(found.problems.begin(), found.problems.end()),
                       found.problems.end());
  return found;
}

absl::StatusOr<FoundImage> LayoutImages::Find(const Context& context,
                                              const std::vector<Descriptor>& top,
                                              std::string_view name) {
  CLAIRCORE_ASSIGN_OR_RETURN(std::vector<Descriptor> candidates, Named(top, name));
  if (candidates.size() > kMaxDocuments) {
    return absl::InvalidArgumentError(
        absl::StrCat("several images, ", candidates.size(), " of them; name one"));
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<Leaf> leaves,
                             Expand(context, std::move(candidates)));
  std::vector<const Leaf*> images;
  absl::Status refusal;  // of the first that is none
  for (const Leaf& leaf : leaves) {
    // What cannot be read may have been an image, unless it is known to be something else.
    absl::Status status = leaf.status;
    if (status.ok()) {
      status = CheckIsImage(context, leaf);
    } else if (leaf.descriptor.platform.os != "unknown" &&
               (IsOneOf(leaf.descriptor.media_type, kManifestTypes) ||
                leaf.descriptor.platform.known())) {
      status = absl::OkStatus();
    }
    if (status.ok()) images.push_back(&leaf);
    if (refusal.ok()) refusal = std::move(status);
  }
  if (images.empty()) {
    return refusal.ok() ? absl::NotFoundError("no image") : refusal;
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const Leaf* chosen, Choose(images));
  CLAIRCORE_RETURN_IF_ERROR(chosen->status);
  return Describe(context, *chosen);
}

}  // namespace claircore::fetch
