#include "indexer/zip/sources.h"

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <map>
#include <mutex>
#include <span>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/base/sources.h"
#include "claircore/internal/status_macros.h"
#include "indexer/zip/inflater.h"

namespace claircore::zip {
namespace {

constexpr size_t kPiece = 64 << 10;
constexpr uint64_t kMostPoints = 64;
constexpr uint64_t kLeastSpacing = uint64_t{1} << 20;

class MemorySource final : public RandomAccessSource {
 public:
  MemorySource(std::string bytes, Budget& budget) : bytes_(std::move(bytes)), budget_(budget) {}
  ~MemorySource() override { budget_.memory_bytes += bytes_.size(); }
  uint64_t size() const override { return bytes_.size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= bytes_.size()) return size_t{0};
    const size_t n = std::min(buffer.size(), bytes_.size() - static_cast<size_t>(position));
    std::memcpy(buffer.data(), bytes_.data() + position, n);
    return n;
  }

 private:
  const std::string bytes_;
  Budget& budget_;
};

class InflatedSource final : public RandomAccessSource {
 public:
  InflatedSource(const Context& context, const RandomAccessSource& source, Budget& budget,
                 uint64_t begin, uint64_t packed_size, uint64_t size)
      : size_(size),
        spacing_(std::max(kLeastSpacing, size / kMostPoints + 1)),
        inflater_(context, source, budget) {
    inflater_.Start(begin, packed_size);
    Save();
  }
  uint64_t size() const override { return size_; }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= size_) return size_t{0};
    const auto n = static_cast<size_t>(std::min<uint64_t>(buffer.size(), size_ - position));
    const std::lock_guard lock(mutex_);
    GoNear(position);
    while (at_ < position) {
      const auto skip = static_cast<size_t>(std::min<uint64_t>(position - at_, kPiece));
      CLAIRCORE_RETURN_IF_ERROR(Advance(std::span(skipped_).first(skip)));
    }
    const std::span<char> out(reinterpret_cast<char*>(buffer.data()), n);
    for (size_t done = 0; done < n; done += kPiece) {
      CLAIRCORE_RETURN_IF_ERROR(Advance(out.subspan(done, std::min(kPiece, n - done))));
    }
    return n;
  }

 private:
  void GoNear(uint64_t position) const {
    const auto& [point_at, point] = *std::prev(points_.upper_bound(position));
    if (at_ <= position && point_at <= at_) return;
    inflater_.Restore(*point);
    at_ = point_at;
  }

  absl::Status Advance(std::span<char> out) const {
    const auto n = inflater_.Read(out);
    if (!n.ok() || *n < out.size()) {
      // The state is nothing to go on from.
      inflater_.Restore(*points_.begin()->second);
      at_ = 0;
      return n.ok() ? absl::DataLossError("damaged zip: a member is shorter than it says")
                    : n.status();
    }
    at_ += *n;
    if (at_ >= points_.rbegin()->first + spacing_) Save();
    return absl::OkStatus();
  }

  void Save() const {
    auto point = std::make_unique<Inflater::Point>();
    inflater_.Save(*point);
    points_.emplace(at_, std::move(point));
  }

  const uint64_t size_;
  const uint64_t spacing_;
  mutable std::mutex mutex_;
  mutable Inflater inflater_;
  mutable uint64_t at_ = 0;  // what the inflater gives next
  mutable std::map<uint64_t, std::unique_ptr<Inflater::Point>> points_;
  mutable std::string skipped_ = std::string(kPiece, '\0');
};

}  // namespace

std::unique_ptr<RandomAccessSource> NewRangeSource(const RandomAccessSource& source, uint64_t begin,
                                                   uint64_t size) {
  return std::make_unique<base::SliceSource>(&source, begin, size);
}

std::unique_ptr<RandomAccessSource> NewMemorySource(std::string bytes, Budget& budget) {
  return std::make_unique<MemorySource>(std::move(bytes), budget);
}

std::unique_ptr<RandomAccessSource> NewInflatedSource(const Context& context,
                                                      const RandomAccessSource& source,
                                                      Budget& budget, uint64_t begin,
                                                      uint64_t packed_size, uint64_t size) {
  return std::make_unique<InflatedSource>(context, source, budget, begin, packed_size, size);
}

}  // namespace claircore::zip
