#ifndef CLAIRCORE_INDEXER_H_
#define CLAIRCORE_INDEXER_H_

#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/ecosystem.h"
#include "claircore/executor.h"
#include "claircore/index_report.h"
#include "claircore/index_store.h"
#include "claircore/io.h"
#include "claircore/layer_fetcher.h"
#include "claircore/locker.h"
#include "claircore/manifest.h"

namespace claircore::inline v0 {

// Bounds on hostile input. Those of one file give a Problem in the report; those of a layer or of
// the whole call end it with RESOURCE_EXHAUSTED, naming layer, path and limit.
struct IndexLimits {
  // Of one file:
  uint64_t max_contents_bytes = uint64_t{64} << 20;  // what Contents() hands out
  uint64_t max_file_bytes = uint64_t{8} << 30;       // a kRandomAccess file
  uint32_t max_path_bytes = 4096;                    // longer: a Problem, and the entry is dropped
  uint32_t max_link_hops = 40;
  uint32_t max_archive_depth = 8;  // archives within archives, for scanners that open them
  // Of one layer:
  uint64_t max_layer_bytes = uint64_t{64} << 30;  // decompressed
  uint64_t max_entries = 4'000'000;
  // Over the whole layer, once 16 MiB came out. Of zstd 32 times as much: by default both formats
  // may be as dense as they can be.
  uint64_t max_compression_ratio = 1100;
  uint64_t max_spooled_layer_bytes = uint64_t{8} << 30;  // in temporary files
  // Of one layer, and of all layers of an image together:
  uint64_t max_packages = 1'000'000;
  // Of one image, over the layers that are read for it:
  uint64_t max_image_bytes = uint64_t{128} << 30;  // decompressed
  uint64_t max_image_entries = 8'000'000;
  // Of the whole Indexer, over all calls: bytes of memory that layers are unpacked with, and of
  // files kept there. A layer that finds no room waits; it needs 4 MiB and the window of its zstd,
  // or all there is. Files take half at most, and beyond it go to temporary storage, however small.
  uint64_t max_buffered_bytes = uint64_t{128} << 20;
  uint64_t max_buffered_file_bytes = uint64_t{4} << 20;  // a larger file goes there at once
  uint32_t max_layers = 1000;
};

struct IndexerOptions {
  IndexStore* store = nullptr;      // required; not owned; must outlive the Indexer
  LayerFetcher* fetcher = nullptr;  // required; not owned; must outlive the Indexer
  Executor* executor = nullptr;     // not owned; null: the calling thread does all the work
  Locker* locker = nullptr;         // not owned; null: no lock, two calls may do the work twice
  TemporaryStorage* temporary = nullptr;  // not owned; null: NewTemporaryDirectory()
  EcosystemSet ecosystems;                // required
  IndexLimits limits;
  // What a scanner's own failure (a Status that is no cancellation) does.
  enum class OnScannerError : uint8_t { kRecord, kFail };
  OnScannerError on_scanner_error = OnScannerError::kRecord;
};

// Makes IndexReports. Thread-safe.
class Indexer {
 public:
  // INVALID_ARGUMENT names the field at fault.
  static absl::StatusOr<std::unique_ptr<Indexer>> Create(IndexerOptions options);
  virtual ~Indexer() = default;

  // Scans the layers that no scanner of this version has seen, reuses the rest, and stores and
  // returns the report. The same manifest gives the same bytes whatever the executor. Fails when a
  // service fails, a digest does not match (DATA_LOSS), a layer limit is exceeded, or the context
  // ends; then nothing of that layer is stored and a retry starts clean.
  virtual absl::StatusOr<IndexReport> Index(const Context& context, const Manifest& manifest) = 0;

  // A hash over scanners, coalescers, resolvers and limits: a stored report made under another
  // state is stale.
  virtual const std::string& state() const = 0;

  // NOT_FOUND if it was never indexed. `current` tells whether its state is this indexer's.
  struct Stored {
    IndexReport report;
    bool current = false;
  };
  virtual absl::StatusOr<Stored> GetIndexReport(const Context& context, const Digest& manifest) = 0;
  // As IndexStore::DeleteManifests().
  virtual absl::StatusOr<std::vector<Digest>> DeleteManifests(
      const Context& context, std::span<const Digest> manifests) = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_INDEXER_H_
