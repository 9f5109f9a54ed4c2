#ifndef CLAIRCORE_INDEXER_LAYER_PATHS_H_
#define CLAIRCORE_INDEXER_LAYER_PATHS_H_

#include "absl/status/statusor.h"
#include "indexer/coalesce/path_table.h"
#include "indexer/walk/layer_walker.h"

namespace claircore::internal {

// The path table of a layer. Paths that are not UTF-8 are written as findings write them, so that
// the two can be compared.
absl::StatusOr<PathTable> MakePathTable(const walk::WalkedLayer& layer);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_LAYER_PATHS_H_
