#include "indexer/image_usage.h"

#include <string>

namespace claircore::internal {
namespace {

absl::Status Exceeded(const char* what, const char* name, uint64_t limit) {
  return absl::ResourceExhaustedError(std::string("the layers of the image have more ") + what +
                                      " together than " + name + " (" + std::to_string(limit) +
                                      ")");
}

}  // namespace

absl::Status ImageUsage::Add(const walk::WalkStats& layer) {
  if (bytes_ += layer.decompressed_bytes; bytes_ > limits_.max_image_bytes) {
    return Exceeded("bytes", "max_image_bytes", limits_.max_image_bytes);
  }
  if (entries_ += layer.entries; entries_ > limits_.max_image_entries) {
    return Exceeded("entries", "max_image_entries", limits_.max_image_entries);
  }
  return absl::OkStatus();
}

}  // namespace claircore::internal
