#include "claircore/segment_store.h"

#include <algorithm>
#include <cstring>

namespace claircore::inline v0 {

absl::StatusOr<size_t> SharedBytes::ReadAt(uint64_t position, std::span<std::byte> buffer) const {
  const std::string_view bytes = in_place();
  if (position >= bytes.size()) return size_t{0};
  const size_t n = std::min<uint64_t>(buffer.size(), bytes.size() - position);
  if (n > 0) std::memcpy(buffer.data(), bytes.data() + position, n);
  return n;
}

}  // namespace claircore::inline v0
