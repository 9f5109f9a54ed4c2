#include "indexer/walk/repeats.h"

#include <algorithm>
#include <span>
#include <utility>

#include "absl/status/statusor.h"

namespace claircore::walk {
namespace {

class RepeatSource final : public RandomAccessSource {
 public:
  RepeatSource(std::unique_ptr<RandomAccessSource> source, Repeats& repeats)
      : source_(std::move(source)), repeats_(repeats) {}
  uint64_t size() const override { return source_->size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (!repeats_.Spend(std::min<uint64_t>(buffer.size(), size()))) return Repeats::Spent();
    return source_->ReadAt(position, buffer);
  }

 private:
  const std::unique_ptr<RandomAccessSource> source_;
  Repeats& repeats_;
};

}  // namespace

bool Repeats::Again(const FileEntry& file, const LayerView::Bytes& bytes) {
  if (bytes.names <= 1) return false;
  return first_.try_emplace(bytes.number, file.path).first->second != file.path;
}

bool Repeats::Spend(uint64_t bytes) {
  uint64_t left = left_.load(std::memory_order_relaxed);
  do {
    if (bytes > left) return false;
  } while (!left_.compare_exchange_weak(left, left - bytes, std::memory_order_relaxed));
  return true;
}

absl::Status Repeats::Spent() {
  return absl::ResourceExhaustedError("its bytes have too many names to be read under each");
}

std::unique_ptr<RandomAccessSource> NewRepeatSource(std::unique_ptr<RandomAccessSource> source,
                                                    Repeats& repeats) {
  return std::make_unique<RepeatSource>(std::move(source), repeats);
}

}  // namespace claircore::walk
