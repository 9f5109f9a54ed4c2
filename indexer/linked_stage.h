#ifndef CLAIRCORE_INDEXER_LINKED_STAGE_H_
#define CLAIRCORE_INDEXER_LINKED_STAGE_H_

#include <span>
#include <vector>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/layer.h"
#include "indexer/image_phase.h"
#include "indexer/layer_stage.h"
#include "indexer/linked_names.h"

namespace claircore::internal {

// Scans the files that only the layers together give a name (FindLinkedNames()), each under that
// name, and adds what was found to the findings of the layer since which the name is there. What
// was found is stored with the layer that holds the files, under the scanner's name and a hash over
// the names: an image that links in the same way finds it there. `descriptions` are the manifest's.
absl::Status ScanLinkedNames(const Context& context, const LayerServices& services,
                             std::span<const LayerDescription> descriptions,
                             std::span<const LinkedName> names, std::vector<LayerOfImage>& layers);

// Takes what rests on such files out of the findings.
absl::Status DropStale(const Context& context, std::span<const LinkedNames::Stale> stale,
                       std::vector<LayerOfImage>& layers);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_LINKED_STAGE_H_
