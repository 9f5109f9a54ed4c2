#include "indexer/scanners/text/once_for_bytes.h"

#include <utility>

namespace claircore::scanners {
namespace {

// No layer may have more packages (IndexLimits::max_packages): what is beyond need not be made.
constexpr size_t kMaxRepeated = 1'000'001;

}  // namespace

absl::Status OnceForBytes::Scan(const FileEntry& file, std::string_view key,
                                absl::FunctionRef<absl::Status(PackageSink& sink)> scan) {
  const LayerView::Bytes bytes = layer_.BytesOf(file);
  if (bytes.names <= 1) return scan(sink_);
  std::string id = std::to_string(bytes.number);
  id.append("/").append(key);
  const auto seen = seen_.find(id);
  if (seen != seen_.end()) {
    if (repeated_ > kMaxRepeated) return context_.Check();
    repeated_ += seen->second.size();
    return seen->second.Repeat(context_, file.path, sink_);
  }
  RecordingSink recording(file.path, sink_);
  const absl::Status status = scan(recording);
  if (status.ok()) seen_.emplace(std::move(id), std::move(recording).Take());
  return status;
}

}  // namespace claircore::scanners
