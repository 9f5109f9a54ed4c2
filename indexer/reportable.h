#ifndef CLAIRCORE_INDEXER_REPORTABLE_H_
#define CLAIRCORE_INDEXER_REPORTABLE_H_

#include <string_view>

#include "indexer/walk/layer_walker.h"

namespace claircore::internal {

// Whether some scanner could report what lies at this path of the layer: by its name, or as the
// first bytes of what lies there say. Lists may name it as it was before /usr was merged.
bool MayBeReported(const walk::LayerWalker& walker, const walk::WalkedLayer& layer,
                   std::string_view path);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_REPORTABLE_H_
