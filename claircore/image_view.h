#ifndef CLAIRCORE_IMAGE_VIEW_H_
#define CLAIRCORE_IMAGE_VIEW_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "claircore/digest.h"
#include "claircore/file_wants.h"

namespace claircore::inline v0 {

// The layers of an image laid over each other: what is true of each path. Whiteouts (`.wh.x`,
// `.wh..wh..opq`) and replaced files, directories and links are applied as the OCI image spec says
// (https://github.com/opencontainers/image-spec/blob/main/layer.md). Immutable, thread-safe, valid
// during the call it is passed to. Layers are numbered from 0, base first.
class ImageView {
 public:
  // What a layer says of a path.
  struct Touch {
    size_t layer = 0;
    bool removed = false;                // by a whiteout, or because a parent became something else
    FileType type = FileType::kRegular;  // when not removed
  };

  virtual ~ImageView() = default;
  // One digest a layer; the same digest may stand twice.
  virtual std::span<const Digest> layers() const = 0;
  // The newest layer below number `before` that has this very path, or removes it; absent if no
  // layer does. A directory entry that merely repeats is not a touch.
  virtual std::optional<Touch> LastTouch(std::string_view path, size_t before) const = 0;
  // Whether the file that `layer` holds at `path` is still there, unreplaced, in the whole image.
  virtual bool Visible(size_t layer, std::string_view path) const = 0;
  // Where `path` of the whole image really is, links followed (40 at most); absent if nowhere.
  virtual std::optional<std::string> Resolve(std::string_view path) const = 0;
  // Every owned path of the system packages, as Sink::Own() got them: the layer whose findings own
  // the path, and the package's number there; absent if nobody owns it.
  struct Owner {
    size_t layer = 0;
    std::string_view package_db;
    std::string_view package_name;
    std::string_view package_version;
    std::string_view package_arch;
  };
  virtual std::optional<Owner> OwnerOf(std::string_view path) const = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_IMAGE_VIEW_H_
