#ifndef CLAIRCORE_INDEXER_IMAGE_PHASE_H_
#define CLAIRCORE_INDEXER_IMAGE_PHASE_H_

#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/index_report.h"
#include "indexer/coalesce/image.h"
#include "indexer/scanner_plan.h"
#include "indexer/work_queue.h"

namespace claircore::internal {

// The second phase of indexing: what is true of the image. Coalescers, merge, path truth,
// resolvers, in this order. `layers` are the manifest's, base first, with findings by
// ScannerPlan::store_ids.
absl::StatusOr<IndexReport> MakeReport(const Context& context, const ScannerPlan& plan,
                                       std::vector<ImageLayer> layers, WorkQueue& queue);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_IMAGE_PHASE_H_
