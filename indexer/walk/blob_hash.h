#ifndef CLAIRCORE_INDEXER_WALK_BLOB_HASH_H_
#define CLAIRCORE_INDEXER_WALK_BLOB_HASH_H_

#include <memory>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/digest.h"

namespace claircore::walk {

// Computes the digest of a stream of bytes.
class BlobHash {
 public:
  // INVALID_ARGUMENT for an empty digest's algorithm.
  static absl::StatusOr<std::unique_ptr<BlobHash>> Create(Digest::Algorithm algorithm);
  virtual ~BlobHash() = default;
  virtual absl::Status Update(std::string_view bytes) = 0;
  // To be called once, at the end.
  virtual absl::StatusOr<Digest> Finish() = 0;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_BLOB_HASH_H_
