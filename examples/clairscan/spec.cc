#include "examples/clairscan/spec.h"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/fetch/docker_archive/docker_archive.h"
#include "claircore/fetch/oci_layout/oci_layout.h"
#include "claircore/fetch/rootfs/rootfs.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace clairscan {
namespace {

using claircore::Context;
using claircore::internal::ToAbsl;

bool Exists(const std::string& path) {
  std::error_code error;
  return std::filesystem::exists(path, error);
}

absl::StatusOr<Image> OpenOci(const Context& context, std::string_view where,
                              const std::string& platform) {
  // A tag follows the last ':' unless the whole is a path that exists.
  std::string path(where), tag;
  if (const size_t colon = path.rfind(':'); !Exists(path) && colon != std::string::npos) {
    tag = path.substr(colon + 1);
    path.resize(colon);
  }
  claircore::OciLayoutOptions options;
  options.platform = platform;
  CLAIRCORE_ASSIGN_OR_RETURN(auto layout, claircore::OciLayout::Open(context, path, options));
  Image image;
  image.name = absl::StrCat("oci:", ToAbsl(where));
  CLAIRCORE_ASSIGN_OR_RETURN(image.manifest, layout->GetManifest(context, tag));
  image.fetcher = std::move(layout);
  return image;
}

absl::StatusOr<Image> OpenArchive(const Context& context, std::string_view path) {
  CLAIRCORE_ASSIGN_OR_RETURN(auto archive, claircore::DockerArchive::Open(context, path));
  Image image;
  image.name = absl::StrCat("docker-archive:", ToAbsl(path));
  CLAIRCORE_ASSIGN_OR_RETURN(image.manifest, archive->GetManifest(context));
  image.fetcher = std::move(archive);
  return image;
}

absl::StatusOr<Image> OpenRootfs(const Context& context, std::string_view directory) {
  CLAIRCORE_ASSIGN_OR_RETURN(auto rootfs, claircore::Rootfs::Open(context, directory));
  Image image;
  image.name = absl::StrCat("rootfs:", ToAbsl(directory));
  image.manifest = rootfs->GetManifest();
  image.problems = rootfs->problems();
  image.fetcher = std::move(rootfs);
  return image;
}

// By what is there: a layout has a file "oci-layout", a tar says itself, other directories are
// roots.
absl::StatusOr<Image> Recognise(const Context& context, const std::string& path,
                                const std::string& platform) {
  std::error_code error;
  if (path == "-") return OpenArchive(context, path);
  if (std::filesystem::is_directory(path, error)) {
    return Exists(path + "/oci-layout") ? OpenOci(context, path, platform)
                                        : OpenRootfs(context, path);
  }
  if (!Exists(path)) {
    // "DIR:TAG" of a layout.
    const size_t colon = path.rfind(':');
    if (colon != std::string::npos && Exists(path.substr(0, colon))) {
      return OpenOci(context, path, platform);
    }
    return absl::NotFoundError(absl::StrCat("there is no ", path));
  }
  absl::StatusOr<Image> image = OpenArchive(context, path);
  if (image.ok() || image.status().code() != absl::StatusCode::kInvalidArgument) return image;
  absl::StatusOr<Image> layout = OpenOci(context, path, platform);
  // Of two refusals, the first is the likelier meant.
  return layout.ok() ? std::move(layout) : std::move(image);
}

}  // namespace

absl::StatusOr<Image> OpenImage(const Context& context, std::string_view spec,
                                const std::string& platform) {
  const auto after = [&](std::string_view prefix) { return spec.substr(prefix.size()); };
  if (spec.starts_with("oci:")) return OpenOci(context, after("oci:"), platform);
  if (spec.starts_with("docker-archive:")) return OpenArchive(context, after("docker-archive:"));
  if (spec.starts_with("rootfs:")) return OpenRootfs(context, after("rootfs:"));
  return Recognise(context, std::string(spec), platform);
}

}  // namespace clairscan
