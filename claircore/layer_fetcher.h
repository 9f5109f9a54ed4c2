#ifndef CLAIRCORE_LAYER_FETCHER_H_
#define CLAIRCORE_LAYER_FETCHER_H_

#include <memory>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/file_wants.h"
#include "claircore/io.h"
#include "claircore/layer.h"

namespace claircore::inline v0 {

// A layer that is a tree of files and need not be streamed whole: a directory, a partial pull.
// One thread at a time.
class LayerTree {
 public:
  virtual ~LayerTree() = default;
  // Every entry, in path order, parents first; false ends the walk. No whiteouts.
  virtual absl::Status ForEach(const Context& context,
                               absl::FunctionRef<bool(const FileEntry& entry)> visit) = 0;
  // The bytes of a regular file of this tree.
  virtual absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                           const FileEntry& entry) = 0;
};

// Gets layers for the indexer. Safe for concurrent calls.
class LayerFetcher {
 public:
  virtual ~LayerFetcher() = default;
  // The blob as stored: compressed as it is, every byte, from the start. May be called again for
  // the same layer and gives the same bytes. NOT_FOUND; UNAVAILABLE when a retry may help. The
  // engine checks the digest; a fetcher need not.
  virtual absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                           const LayerDescription& layer) = 0;
  // The layer as a tree, or null when this fetcher has only blobs. A tree has no bytes to check
  // the digest of: whoever names it vouches for it. Experimental.
  virtual absl::StatusOr<std::unique_ptr<LayerTree>> OpenTree(const Context&,
                                                              const LayerDescription&) {
    return nullptr;
  }
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_LAYER_FETCHER_H_
