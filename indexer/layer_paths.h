#ifndef CLAIRCORE_INDEXER_LAYER_PATHS_H_
#define CLAIRCORE_INDEXER_LAYER_PATHS_H_

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "indexer/coalesce/path_table.h"
#include "indexer/walk/layer_walker.h"

namespace claircore::internal {

// The path table of a layer. Paths that are not UTF-8 are written as findings write them, so that
// the two can be compared. Fails when the context ends.
absl::StatusOr<PathTable> MakePathTable(const Context& context, const walk::WalkedLayer& layer);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_LAYER_PATHS_H_
