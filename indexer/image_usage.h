#ifndef CLAIRCORE_INDEXER_IMAGE_USAGE_H_
#define CLAIRCORE_INDEXER_IMAGE_USAGE_H_

#include <atomic>
#include <cstdint>

#include "absl/status/status.h"
#include "claircore/indexer.h"
#include "indexer/walk/layer_walker.h"

namespace claircore::internal {

// What the layers of one image took together. Thread-safe. Its error names no layer: which of them
// goes over the limit depends on threads.
class ImageUsage {
 public:
  explicit ImageUsage(const IndexLimits& limits) : limits_(limits) {}

  // RESOURCE_EXHAUSTED when the image takes more than it may.
  absl::Status Add(const walk::WalkStats& layer);

 private:
  const IndexLimits& limits_;
  std::atomic<uint64_t> bytes_{0};
  std::atomic<uint64_t> entries_{0};
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_IMAGE_USAGE_H_
