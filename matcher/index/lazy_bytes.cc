#include "matcher/index/lazy_bytes.h"

#include <sys/mman.h>

#include <algorithm>
#include <cerrno>
#include <span>
#include <string_view>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "matcher/index/hash.h"

namespace claircore::matcher {

LazyBytes::LazyBytes(std::shared_ptr<const SharedBytes> bytes, size_t size,
                     std::unique_ptr<const std::vector<uint64_t>> checksums)
    : bytes_(std::move(bytes)),
      size_(size),
      checksums_(std::move(checksums)),
      states_(new std::atomic<uint8_t>[(size + kBlock - 1) / kBlock + 1]()) {}

LazyBytes::~LazyBytes() {
  if (own_ != nullptr) munmap(own_, size_);
}

absl::StatusOr<std::unique_ptr<const LazyBytes>> LazyBytes::Create(
    std::shared_ptr<const SharedBytes> bytes, size_t size,
    std::unique_ptr<const std::vector<uint64_t>> checksums) {
  std::unique_ptr<LazyBytes> lazy(new LazyBytes(std::move(bytes), size, std::move(checksums)));
  const std::string_view in_place = lazy->bytes_->in_place();
  if (in_place.data() != nullptr) {
    lazy->data_ = in_place.data();
  } else if (size > 0) {
    void* room = mmap(nullptr, size, PROT_READ | PROT_WRITE,
                      MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (room == MAP_FAILED) {
      return absl::ResourceExhaustedError(
          absl::StrCat("no room for a segment of ", size, " bytes"));
    }
    // A block that is touched must not bring two megabytes of zeros with it.
    madvise(room, size, MADV_NOHUGEPAGE);
    lazy->own_ = static_cast<char*>(room);
    lazy->data_ = lazy->own_;
  }
  return std::unique_ptr<const LazyBytes>(std::move(lazy));
}

bool LazyBytes::Load(size_t block, size_t last) const {
  bool all = true;
  const std::lock_guard lock(mutex_);
  for (; block <= last; ++block) {
    std::atomic<uint8_t>& state = states_[block];
    if (state.load(std::memory_order_relaxed) == kUntouched) {
      const absl::Status status = Fill(block);
      if (!status.ok()) Damage(status);
      state.store(status.ok() ? kReady : kBad, std::memory_order_release);
    }
    all = all && state.load(std::memory_order_relaxed) == kReady;
  }
  return all;
}

absl::Status LazyBytes::Fill(size_t block) const {
  const size_t begin = block << kShift;
  const size_t size = std::min(kBlock, size_ - begin);
  if (own_ != nullptr) {
    const std::span<char> into(own_ + begin, size);
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, bytes_->ReadAt(begin, std::as_writable_bytes(into)));
    if (n != size) return absl::DataLossError("truncated");
  }
  if (checksums_ == nullptr || block == 0) return absl::OkStatus();
  if (block > checksums_->size() || StableHash({data_ + begin, size}) != (*checksums_)[block - 1]) {
    return absl::DataLossError("a damaged block");
  }
  return absl::OkStatus();
}

void LazyBytes::Damage(absl::Status why) const {
  const std::lock_guard lock(damage_mutex_);
  if (damage_.ok()) damage_ = std::move(why);
  damaged_.store(true, std::memory_order_release);
}

absl::Status LazyBytes::damage() const {
  if (!damaged()) return absl::OkStatus();
  const std::lock_guard lock(damage_mutex_);
  return damage_;
}

}  // namespace claircore::matcher
