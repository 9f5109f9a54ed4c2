#include "claircore/base/sources.h"

#include <algorithm>
#include <cstring>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"

namespace claircore::base {

absl::StatusOr<size_t> MemorySource::ReadAt(uint64_t position, std::span<std::byte> buffer) const {
  if (position >= bytes_.size()) return size_t{0};
  const size_t n = std::min<uint64_t>(buffer.size(), bytes_.size() - position);
  if (n > 0) std::memcpy(buffer.data(), bytes_.data() + position, n);
  return n;
}

absl::StatusOr<size_t> SliceSource::ReadAt(uint64_t position, std::span<std::byte> buffer) const {
  if (position >= size_) return size_t{0};
  const size_t wanted = std::min<uint64_t>(buffer.size(), size_ - position);
  CLAIRCORE_ASSIGN_OR_RETURN(const size_t n,
                             whole_->ReadAt(begin_ + position, buffer.first(wanted)));
  if (n < wanted) return absl::DataLossError("a file ends within one of its members");
  return n;
}

}  // namespace claircore::base
