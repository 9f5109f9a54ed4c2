#ifndef CLAIRCORE_INDEXER_LAYER_STAGE_H_
#define CLAIRCORE_INDEXER_LAYER_STAGE_H_

#include <memory>
#include <span>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/index_store.h"
#include "claircore/layer.h"
#include "claircore/layer_fetcher.h"
#include "claircore/locker.h"
#include "indexer/coalesce/path_table.h"
#include "indexer/image_usage.h"
#include "indexer/scanner_plan.h"
#include "indexer/sinks.h"
#include "indexer/walk/layer_walker.h"
#include "indexer/work_queue.h"

namespace claircore::internal {

// What the stage works with. Everything outlives it.
struct LayerServices {
  IndexStore* store = nullptr;
  LayerFetcher* fetcher = nullptr;
  const walk::LayerWalker* walker = nullptr;
  const ScannerPlan* plan = nullptr;
  const ScanSetting* setting = nullptr;  // `wanted` is set for each layer
  const Lock* lock = nullptr;            // null: none
  ImageUsage* usage = nullptr;           // of the call
};

// All that is known of one layer.
struct ScannedLayer {
  std::shared_ptr<const PathTable> paths;
  std::shared_ptr<std::vector<LayerFindings>> findings;  // by ScannerPlan::store_ids
};

// RESOURCE_EXHAUSTED when what the layers so far have is more than an image may.
absl::Status CheckImage(const IndexLimits& limits, uint64_t packages, uint64_t path_bytes);

// The first phase of indexing: takes what the store has of each layer, scans what is missing and
// stores it, layer by layer. `layers` have distinct digests. One element of the result a layer.
//
// A failure stops the layers after it and none before it, so that the same input fails with the
// same error: that of the first layer that cannot be scanned. RESOURCE_EXHAUSTED as soon as the
// layers so far have more packages or paths than an image may.
absl::StatusOr<std::vector<ScannedLayer>> ScanLayers(const Context& context,
                                                     const LayerServices& services,
                                                     std::span<const LayerDescription> layers,
                                                     WorkQueue& queue);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_LAYER_STAGE_H_
