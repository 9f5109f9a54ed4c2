#include "examples/clairscan/spec.h"

#include <sys/stat.h>

#include <cerrno>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace clairscan {
namespace {

using claircore::ImageForm;
using claircore::internal::ToAbsl;

struct Scheme {
  std::string_view prefix;
  ImageForm form;
};
constexpr Scheme kSchemes[] = {
    {"oci:", ImageForm::kOciLayout},
    {"oci-archive:", ImageForm::kOciLayout},  // as skopeo says for a tar of one
    {"docker-archive:", ImageForm::kDockerArchive},
    {"dir:", ImageForm::kSkopeoDirectory},
    {"rootfs:", ImageForm::kRootFileSystem},
};

std::string_view PrefixOf(ImageForm form) {
  for (const Scheme& scheme : kSchemes) {
    if (scheme.form == form) return scheme.prefix;
  }
  return "";
}

// OK when there is something at `path`; else why not, as open(2) would say.
absl::Status Look(const std::string& path) {
  struct stat info {};
  if (path == "-" || stat(path.c_str(), &info) == 0) return absl::OkStatus();
  return absl::ErrnoToStatus(errno, path);
}

// For words that name nothing here: most likely an image that is not on disk.
absl::Status NothingThere(std::string_view text, const absl::Status& why) {
  if (!absl::IsNotFound(why)) return why;
  const size_t colon = text.find(':');
  const std::string_view scheme = text.substr(0, colon);
  std::string message = absl::StrCat("there is no ", ToAbsl(text));
  if (scheme == "docker" || scheme == "podman" || scheme == "registry" ||
      scheme == "docker-daemon" || scheme == "containers-storage") {
    const std::string_view engine = scheme == "podman" ? "podman" : "docker";
    absl::StrAppend(&message, "; images are read from disk: ", ToAbsl(engine),
                    " save IMAGE | clairscan scan -");
  } else {
    absl::StrAppend(&message,
                    "; name a path, oci:DIR[:NAME], docker-archive:FILE[:NAME], dir:DIR or "
                    "rootfs:DIR");
  }
  return absl::NotFoundError(message);
}

}  // namespace

absl::StatusOr<Spec> ParseSpec(std::string_view text) {
  Spec spec;
  std::string_view rest = text;
  for (const Scheme& scheme : kSchemes) {
    // A file of that name is named by ./oci:x.
    if (!text.starts_with(scheme.prefix)) continue;
    spec.form = scheme.form;
    rest.remove_prefix(scheme.prefix.size());
    break;
  }
  if (rest.empty()) return absl::InvalidArgumentError(absl::StrCat(ToAbsl(text), ": no path"));
  spec.path = rest;
  const absl::Status whole = Look(spec.path);
  if (whole.ok()) return spec;
  for (size_t end = rest.find_last_of(":@"); end != std::string_view::npos && end > 0;
       end = rest.find_last_of(":@", end - 1)) {
    spec.path = rest.substr(0, end);
    if (!Look(spec.path).ok()) continue;
    spec.name = rest.substr(end + 1);
    return spec;
  }
  return NothingThere(spec.form == ImageForm::kAny ? text : rest, whole);
}

absl::StatusOr<Image> OpenImage(const claircore::Context& context, std::string_view text,
                                const std::string& platform) {
  CLAIRCORE_ASSIGN_OR_RETURN(const Spec spec, ParseSpec(text));
  claircore::OpenImageOptions options;
  options.form = spec.form;
  options.name = spec.name;
  options.platform = platform;
  CLAIRCORE_ASSIGN_OR_RETURN(claircore::OpenedImage opened,
                             claircore::OpenImage(context, spec.path, options));
  Image image;
  image.name = absl::StrCat(ToAbsl(PrefixOf(opened.form)), spec.path, spec.name.empty() ? "" : ":",
                            spec.name);
  image.manifest = std::move(opened.image.manifest);
  image.problems = std::move(opened.image.problems);
  image.fetcher = std::move(opened.fetcher);
  image.notes = std::move(opened.notes);
  return image;
}

}  // namespace clairscan
