#ifndef CLAIRCORE_LAYER_VIEW_H_
#define CLAIRCORE_LAYER_VIEW_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "claircore/digest.h"
#include "claircore/file_wants.h"
#include "claircore/io.h"

namespace claircore::inline v0 {

class StreamConsumer;  // claircore/layer_scanner.h

// One layer as one scanner sees it: the files it wanted, after the whole layer was read. Exists
// only during Scan() or Detect(); one thread at a time.
class LayerView {
 public:
  virtual ~LayerView() = default;
  virtual const Digest& digest() const = 0;
  // Calls `visit` for each wanted regular file, in path order, until it returns false. A file
  // wanted through a link comes under its own path, and once.
  virtual void ForEach(absl::FunctionRef<bool(const FileEntry& file)> visit) const = 0;
  // The wanted file at `path`, or null. Follows links inside the layer, at most 40 of them; the
  // entry's `path` is then where the bytes really are.
  virtual const FileEntry* Find(std::string_view path) const = 0;
  // All of the file's bytes; valid until the next Contents() of this view. Needs kContents or
  // kRandomAccess, else FAILED_PRECONDITION. RESOURCE_EXHAUSTED when the file is larger than
  // IndexLimits::max_contents_bytes: hand that to the sink's Problem() and go on.
  virtual absl::StatusOr<std::string_view> Contents(const FileEntry& file) = 0;
  // Needs kRandomAccess. The result is valid during this scan only.
  virtual absl::StatusOr<std::unique_ptr<RandomAccessSource>> Open(const FileEntry& file) const = 0;
  // Whose bytes a file has. Hard links to one file share them: `number` is the same for all of
  // them, and no other's; `names` says how many of the files that this scanner wanted have them (a
  // view that cannot tell says 1). What the bytes alone tell is to be learnt once, whatever names
  // they have: a link takes half a kilobyte of a layer and may stand for gigabytes. A scanner that
  // reads them under each name gets them only so often, and then RESOURCE_EXHAUSTED.
  struct Bytes {
    uint64_t number = 0;
    uint64_t names = 1;
  };
  virtual Bytes BytesOf(const FileEntry&) const { return {}; }
  // What LayerScanner::OnStream() returned for this file, after it was fed; null if there is none.
  // Experimental.
  virtual StreamConsumer* Consumer(const FileEntry&) const { return nullptr; }
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_LAYER_VIEW_H_
