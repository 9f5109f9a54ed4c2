#ifndef CLAIRCORE_FETCH_IMAGE_OPEN_IMAGE_H_
#define CLAIRCORE_FETCH_IMAGE_OPEN_IMAGE_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/fetch/image/found_image.h"
#include "claircore/io.h"
#include "claircore/layer_fetcher.h"

namespace claircore::inline v0 {

// How an image lies on disk.
enum class ImageForm : uint8_t {
  kAny,              // to be recognised by what is there
  kOciLayout,        // an OCI image layout, a directory or a tar
  kDockerArchive,    // what `docker save` writes, also unpacked
  kSkopeoDirectory,  // what `skopeo copy .. dir:DIR` writes
  kRootFileSystem,   // a root itself, a directory or a tar (`docker export`)
};

struct OpenImageOptions {
  ImageForm form = ImageForm::kAny;
  std::string name;      // of one image among several; OciLayout::Find(), DockerArchive::Find()
  std::string platform;  // OciLayoutOptions::platform
  // Where standard input, a pipe or a compressed archive goes; not owned; null:
  // NewTemporaryDirectory().
  TemporaryStorage* temporary = nullptr;
};

struct OpenedImage {
  ImageForm form = ImageForm::kAny;  // never that one
  FoundImage image;
  std::unique_ptr<LayerFetcher> fetcher;
  // Sentences for people about what was opened: an image of another platform, a directory that
  // looks like no root.
  std::vector<std::string> notes;
};

// Opens the image at `path`, a directory, a file, a pipe, or "-", standard input, which is read
// once. Of no stated form, contents decide: index.json and blobs are a layout, whether or not its
// file `oci-layout` is there; manifest.json is Docker's or skopeo's; a tar with some folder of a
// root file system is one, as is any other directory. NOT_FOUND when there is no such path;
// INVALID_ARGUMENT for what is no image.
absl::StatusOr<OpenedImage> OpenImage(const Context& context, std::string_view path,
                                      const OpenImageOptions& options = {});

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_FETCH_IMAGE_OPEN_IMAGE_H_
