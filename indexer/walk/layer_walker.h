#ifndef CLAIRCORE_INDEXER_WALK_LAYER_WALKER_H_
#define CLAIRCORE_INDEXER_WALK_LAYER_WALKER_H_

#include <compare>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/executor.h"
#include "claircore/file_wants.h"
#include "claircore/indexer.h"
#include "claircore/io.h"
#include "claircore/layer.h"
#include "claircore/layer_fetcher.h"
#include "claircore/layer_scanner.h"
#include "claircore/layer_view.h"
#include "claircore/problem.h"
#include "indexer/walk/path_hash.h"

namespace claircore::walk {

class DispatchTable;  // dispatch.h

// One path that a layer speaks about: an entry, the removal of a path, or "nothing of the older
// layers is left in this directory". The views are valid during the visit only.
struct PathRecord {
  std::string_view path;  // cleaned; of a whiteout the removed path; of an opaque mark the
                          // directory, "" being the root
  FileType type = FileType::kRegular;  // of an entry
  bool whiteout = false;               // `.wh.x`: `path` is removed from the older layers
  bool opaque = false;                 // `.wh..wh..opq` in `path`
  std::string_view link_target;        // of links: cleaned, relative to the root
  bool elsewhere = false;              // a hard link to a file that the layer does not hold
};

// Another name for a file of the layer, as what the image lays over it gives it.
struct OtherName {
  std::string path;  // cleaned
  std::string file;  // a path that the layer has
  friend bool operator==(const OtherName&, const OtherName&) = default;
  friend auto operator<=>(const OtherName&, const OtherName&) = default;
};

struct WalkStats {
  uint64_t compressed_bytes = 0;    // of the first pass, as stored
  uint64_t decompressed_bytes = 0;  // of the first pass
  uint64_t entries = 0;             // tar entries, whiteouts included
  uint64_t buffered_bytes = 0;      // of files kept in memory
  uint64_t spooled_bytes = 0;       // of files kept in temporary storage
  uint64_t table_bytes = 0;         // of the table of all paths
  int passes = 0;                   // 1 or 2
};

// Everything that the scanners wanted of one layer. Immutable but for what single views do; owns
// buffers and the temporary file. May outlive its LayerWalker.
class WalkedLayer {
 public:
  virtual ~WalkedLayer() = default;
  // What the scanner with this index (into the walker's scanners) sees. Several views may be in
  // use at once, each on one thread. Must not outlive this object.
  virtual std::unique_ptr<LayerView> ViewFor(size_t scanner) const = 0;
  // Every path in byte order; of one path first the whiteout, then the opaque mark, then the entry.
  // Each comes once: of repeated entries the last counts.
  virtual void ForEachPath(absl::FunctionRef<void(const PathRecord&)> visit) const = 0;
  // Whether the layer holds a file at this cleaned path whose first bytes told some scanner of the
  // walker what it is (FileWants::Sniff()), active or not.
  virtual bool Recognised(std::string_view path) const = 0;
  // What was wrong with the layer without making it unreadable; sorted, bounded.
  virtual const std::vector<Problem>& problems() const = 0;
  virtual const WalkStats& stats() const = 0;
};

// Reads a layer once and keeps what its scanners want. Immutable and thread-safe.
class LayerWalker {
 public:
  // `temporary` and `executor` are not owned and must outlive the walker; `executor` may be null.
  // INVALID_ARGUMENT when a scanner's wants cannot be compiled.
  static absl::StatusOr<std::unique_ptr<LayerWalker>> Create(
      std::vector<std::shared_ptr<const LayerScanner>> scanners, const IndexLimits& limits,
      TemporaryStorage* temporary, Executor* executor);
  virtual ~LayerWalker() = default;

  // `active` has one flag a scanner; nothing is kept for the others. The calling thread parses;
  // reading, hashing and decompressing go to the executor if it has threads to spare.
  // DATA_LOSS for damage and a wrong digest, RESOURCE_EXHAUSTED for a layer limit,
  // INVALID_ARGUMENT for an unknown format; the message names layer, path and limit.
  absl::StatusOr<std::unique_ptr<WalkedLayer>> Walk(const Context& context, LayerFetcher& fetcher,
                                                    const LayerDescription& layer,
                                                    const std::vector<bool>& active) const {
    return Walk(context, fetcher, layer, active, {});
  }
  // The same of the layer as if hard links of these names stood at its end.
  virtual absl::StatusOr<std::unique_ptr<WalkedLayer>> Walk(
      const Context& context, LayerFetcher& fetcher, const LayerDescription& layer,
      const std::vector<bool>& active, std::span<const OtherName> names) const = 0;

  // All that the scanners want.
  virtual const DispatchTable& dispatch() const = 0;
  // Whether some scanner's path, basename, suffix or glob matches this cleaned path.
  virtual bool Wanted(std::string_view path) const = 0;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_LAYER_WALKER_H_
