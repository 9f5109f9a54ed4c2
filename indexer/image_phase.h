#ifndef CLAIRCORE_INDEXER_IMAGE_PHASE_H_
#define CLAIRCORE_INDEXER_IMAGE_PHASE_H_

#include <memory>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/index_report.h"
#include "claircore/indexer.h"
#include "claircore/layer_findings.h"
#include "indexer/coalesce/overlay.h"
#include "indexer/coalesce/path_table.h"
#include "indexer/scanner_plan.h"
#include "indexer/work_queue.h"

namespace claircore::internal {

// A layer of the manifest. One that stands there twice shares paths and findings.
struct LayerOfImage {
  Digest digest;
  std::shared_ptr<const PathTable> paths;
  std::shared_ptr<std::vector<LayerFindings>> findings;  // by ScannerPlan::store_ids
};

// The second phase of indexing: what is true of the image. Coalescers, merge, path truth,
// resolvers, programs that nobody accounts for, in this order. `layers` are the manifest's, base
// first; their findings are used up. `overlay` is of their paths.
// RESOURCE_EXHAUSTED when they have more packages together than `limits` allow.
absl::StatusOr<IndexReport> MakeReport(const Context& context, const ScannerPlan& plan,
                                       const IndexLimits& limits, std::vector<LayerOfImage> layers,
                                       std::shared_ptr<const Overlay> overlay, WorkQueue& queue);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_IMAGE_PHASE_H_
