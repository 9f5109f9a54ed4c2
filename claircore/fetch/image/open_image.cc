#include "claircore/fetch/image/open_image.h"

#include <sys/stat.h>

#include <algorithm>
#include <cerrno>
#include <set>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/fetch/docker_archive/docker_archive.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/image_json.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/fetch/oci_layout/oci_layout.h"
#include "claircore/fetch/rootfs/rootfs.h"
#include "claircore/fetch/rootfs/tar_layer.h"
#include "claircore/internal/status_macros.h"

namespace claircore::inline v0 {
namespace {

using Names = std::set<std::string>;

// What stands at the top of a root file system, of whatever system.
constexpr std::string_view kRootFolders[] = {"bin/", "etc/",  "home/", "lib/", "nix/",
                                             "opt/", "root/", "sbin/", "usr/", "var/"};

bool LooksLikeRoot(const Names& names) {
  return std::any_of(std::begin(kRootFolders), std::end(kRootFolders),
                     [&](std::string_view name) { return names.contains(std::string(name)); });
}

bool LooksLikeLayout(const Names& names) {
  return names.contains("index.json") && (names.contains("oci-layout") || names.contains("blobs/"));
}

// Docker's manifest.json is an array, skopeo's an object; another program's may be anything.
ImageForm FormOfManifest(const fetch::Members& members) {
  const auto source = members.Open("manifest.json");
  if (!source.ok()) return ImageForm::kAny;
  const auto json = fetch::ReadSmall(**source, fetch::kMaxJsonBytes, "manifest.json");
  if (!json.ok()) return ImageForm::kAny;
  if (fetch::ParseDockerManifest(*json).ok()) return ImageForm::kDockerArchive;
  return fetch::ParseImageDocument(*json).ok() ? ImageForm::kSkopeoDirectory : ImageForm::kAny;
}

template <typename Fetcher>
absl::StatusOr<OpenedImage> Found(const Context& context, ImageForm form,
                                  absl::StatusOr<std::unique_ptr<Fetcher>> fetcher,
                                  const std::string& name) {
  CLAIRCORE_RETURN_IF_ERROR(fetcher.status());
  OpenedImage opened;
  opened.form = form;
  CLAIRCORE_ASSIGN_OR_RETURN(opened.image, (*fetcher)->Find(context, name));
  opened.fetcher = *std::move(fetcher);
  if (opened.image.other_platform) {
    opened.notes.push_back(absl::StrCat("the only image is for ", opened.image.platform));
  }
  return opened;
}

// A root has one image, and no name for it.
absl::Status CheckNoName(const OpenImageOptions& options) {
  if (options.name.empty()) return absl::OkStatus();
  return absl::InvalidArgumentError(
      absl::StrCat("a root file system holds no image named '", options.name, "'"));
}

absl::StatusOr<OpenedImage> OpenDirectory(const Context& context, const std::string& path,
                                          const OpenImageOptions& options) {
  CLAIRCORE_ASSIGN_OR_RETURN(const Names names, fetch::TopLevelOfDirectory(path));
  ImageForm form = options.form;
  if (form == ImageForm::kAny && LooksLikeLayout(names)) form = ImageForm::kOciLayout;
  if (form == ImageForm::kAny && names.contains("manifest.json")) {
    CLAIRCORE_ASSIGN_OR_RETURN(const auto members, fetch::OpenDirectoryMembers(path));
    form = FormOfManifest(*members);
    // skopeo signs its work; who does not, and has folders of a root, is one.
    if (form == ImageForm::kSkopeoDirectory && !names.contains("version") && LooksLikeRoot(names)) {
      form = ImageForm::kAny;
    }
  }
  switch (form) {
    case ImageForm::kOciLayout:
    case ImageForm::kSkopeoDirectory:
      return Found(context, form, OciLayout::Open(context, path, {.platform = options.platform}),
                   options.name);
    case ImageForm::kDockerArchive:
      return Found(context, form,
                   DockerArchive::Open(context, path, {.platform = options.platform}),
                   options.name);
    case ImageForm::kAny:
    case ImageForm::kRootFileSystem:
      break;
  }
  CLAIRCORE_RETURN_IF_ERROR(CheckNoName(options));
  CLAIRCORE_ASSIGN_OR_RETURN(auto rootfs, Rootfs::Open(context, path));
  OpenedImage opened;
  opened.form = ImageForm::kRootFileSystem;
  opened.image.manifest = rootfs->GetManifest();
  opened.image.problems = rootfs->problems();
  opened.fetcher = std::move(rootfs);
  if (names.empty()) {
    opened.notes.push_back(absl::StrCat(path, " is empty"));
  } else if (!LooksLikeRoot(names)) {
    opened.notes.push_back(
        absl::StrCat(path, " looks like no root file system: it has neither etc nor usr nor lib"));
  }
  return opened;
}

absl::StatusOr<ImageForm> FormOfTar(const Context& context, const std::string& path,
                                    const std::shared_ptr<const RandomAccessSource>& tar) {
  absl::StatusOr<Names> names = fetch::TopLevelOfTar(context, *tar);
  if (absl::IsDataLoss(names.status()) && tar->size() > 0) {
    return absl::Status(names.status().code(),
                        absl::StrCat(path, " is no image, or damaged: ", names.status().message()));
  }
  CLAIRCORE_RETURN_IF_ERROR(names.status());
  // Docker writes both since version 25.
  if (names->contains("manifest.json")) {
    CLAIRCORE_ASSIGN_OR_RETURN(const auto members, fetch::IndexTar(context, tar, {}));
    if (FormOfManifest(*members) == ImageForm::kDockerArchive) return ImageForm::kDockerArchive;
  }
  if (LooksLikeLayout(*names)) return ImageForm::kOciLayout;
  if (LooksLikeRoot(*names)) return ImageForm::kRootFileSystem;
  // Neither is whole; opened as such, it says what is wrong.
  if (names->contains("index.json")) return ImageForm::kOciLayout;
  if (names->contains("manifest.json")) return ImageForm::kDockerArchive;
  return absl::InvalidArgumentError(absl::StrCat(
      path,
      " is no image: in it is neither manifest.json (docker save) nor index.json (an OCI "
      "layout) nor a folder of a root file system"));
}

absl::StatusOr<OpenedImage> OpenTar(const Context& context, const std::string& path,
                                    const OpenImageOptions& options) {
  const std::unique_ptr<TemporaryStorage> own =
      options.temporary == nullptr ? NewTemporaryDirectory() : nullptr;
  TemporaryStorage& temporary = own != nullptr ? *own : *options.temporary;
  CLAIRCORE_ASSIGN_OR_RETURN(std::shared_ptr<const RandomAccessSource> tar,
                             fetch::OpenArchive(context, path, temporary, {}));
  const std::string name = path == "-" ? "standard input" : path;
  ImageForm form = options.form;
  if (form == ImageForm::kAny) {
    CLAIRCORE_ASSIGN_OR_RETURN(form, FormOfTar(context, name, tar));
  }
  if (form == ImageForm::kOciLayout) {
    return Found(context, form,
                 OciLayout::Open(context, std::move(tar), name, {.platform = options.platform}),
                 options.name);
  }
  if (form == ImageForm::kDockerArchive) {
    return Found(context, form,
                 DockerArchive::Open(context, std::move(tar), name, {.platform = options.platform}),
                 options.name);
  }
  if (form == ImageForm::kSkopeoDirectory) {
    return absl::InvalidArgumentError(absl::StrCat(name, " is no directory"));
  }
  CLAIRCORE_RETURN_IF_ERROR(CheckNoName(options));
  // A root by the caller's word may hold anything, but it has to be a tar.
  CLAIRCORE_RETURN_IF_ERROR(fetch::TopLevelOfTar(context, *tar).status());
  OpenedImage opened;
  opened.form = form;
  CLAIRCORE_ASSIGN_OR_RETURN(auto layer, TarLayer::Open(context, std::move(tar)));
  opened.image.manifest = layer->GetManifest();
  opened.fetcher = std::move(layer);
  return opened;
}

}  // namespace

absl::StatusOr<OpenedImage> OpenImage(const Context& context, std::string_view path_view,
                                      const OpenImageOptions& options) {
  const std::string path(path_view);
  struct stat info {};
  if (path != "-" && stat(path.c_str(), &info) != 0) {
    return absl::ErrnoToStatus(errno, absl::StrCat("opening ", path));
  }
  return path != "-" && S_ISDIR(info.st_mode) ? OpenDirectory(context, path, options)
                                              : OpenTar(context, path, options);
}

}  // namespace claircore::inline v0
