#ifndef CLAIRCORE_INDEXER_WALK_WALKED_LAYER_H_
#define CLAIRCORE_INDEXER_WALK_WALKED_LAYER_H_

#include <memory>
#include <vector>

#include "claircore/digest.h"
#include "claircore/indexer.h"
#include "claircore/internal/hash_map.h"
#include "claircore/problem.h"
#include "indexer/walk/blob_store.h"
#include "indexer/walk/layer_walker.h"
#include "indexer/walk/path_table.h"
#include "indexer/walk/walked_files.h"

namespace claircore::walk {

// All that is left of a walk.
struct WalkedLayerData {
  Digest digest;
  uint32_t max_link_hops = 0;
  size_t scanners = 0;
  std::unique_ptr<const PathTable> table;  // sealed
  std::unique_ptr<const BlobStore> store;
  std::vector<WalkedFile> files;  // by path
  bool has_shared_bytes = false;  // some of them are hard links
  ContentMap contents;
  internal::HashSet<uint64_t> recognised;  // of paths
  std::vector<Problem> problems;
  WalkStats stats;
};

std::unique_ptr<WalkedLayer> NewWalkedLayer(WalkedLayerData data);

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_WALKED_LAYER_H_
