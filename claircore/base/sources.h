#ifndef CLAIRCORE_BASE_SOURCES_H_
#define CLAIRCORE_BASE_SOURCES_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "claircore/io.h"

namespace claircore::base {

// Bytes in memory of somebody else's, who keeps them for as long as this lives.
class MemorySource : public RandomAccessSource {
 public:
  explicit MemorySource(std::string_view bytes) : bytes_(bytes) {}
  uint64_t size() const override { return bytes_.size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override;

 private:
  const std::string_view bytes_;
};

// Bytes of its own.
class StringSource final : public RandomAccessSource {
 public:
  explicit StringSource(std::string bytes) : bytes_(std::move(bytes)), source_(bytes_) {}
  uint64_t size() const override { return bytes_.size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    return source_.ReadAt(position, buffer);
  }

 private:
  const std::string bytes_;
  const MemorySource source_;
};

// A part of another source, which outlives this, or is kept by it; null for no bytes. DATA_LOSS for
// a read within the part that finds the other one's end.
class SliceSource final : public RandomAccessSource {
 public:
  SliceSource(const RandomAccessSource* whole, uint64_t begin, uint64_t size)
      : whole_(whole), begin_(begin), size_(size) {}
  SliceSource(std::shared_ptr<const RandomAccessSource> whole, uint64_t begin, uint64_t size)
      : owned_(std::move(whole)), whole_(owned_.get()), begin_(begin), size_(size) {}
  uint64_t size() const override { return size_; }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override;

 private:
  const std::shared_ptr<const RandomAccessSource> owned_;
  const RandomAccessSource* const whole_;
  const uint64_t begin_, size_;
};

}  // namespace claircore::base

#endif  // CLAIRCORE_BASE_SOURCES_H_
