#ifndef CLAIRCORE_INDEXER_WALK_CHUNK_SOURCE_H_
#define CLAIRCORE_INDEXER_WALK_CHUNK_SOURCE_H_

#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::walk {

// Bytes that come in pieces of their owner's choice. One thread.
class ChunkSource {
 public:
  virtual ~ChunkSource() = default;
  // Valid until the next call; empty at the end, and from then on. After an error every later call
  // returns that error.
  virtual absl::StatusOr<std::string_view> Next() = 0;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_CHUNK_SOURCE_H_
