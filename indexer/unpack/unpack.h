#ifndef CLAIRCORE_INDEXER_UNPACK_UNPACK_H_
#define CLAIRCORE_INDEXER_UNPACK_UNPACK_H_

#include <cstdint>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::internal {

// How one file of a layer is compressed as a whole.
enum class Packing : uint8_t { kNone, kGzip, kXz, kZstd };

// By its first bytes, six of them.
Packing PackingOf(std::string_view head);

// Part of a file, and how much of what it unpacks to may be looked at. There is no bound on how
// many times larger that is: real modules of the kernel are more than 64 times as large.
struct PackedBytes {
  const RandomAccessSource* file = nullptr;
  uint64_t offset = 0;
  uint64_t size = 0;
  Packing packing = Packing::kNone;
  uint64_t max_bytes = 0;
};

// Calls `take` with what comes out, in pieces of 64 KiB at most, until it returns false or all has
// come. Bytes behind the compressed stream are ignored. DATA_LOSS for damage, RESOURCE_EXHAUSTED
// for more than `max_bytes` or a stream that needs more than about 70 MiB of memory. `context` is
// checked for each piece.
absl::Status Unpack(const Context& context, const PackedBytes& packed,
                    absl::FunctionRef<bool(std::string_view piece)> take);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_UNPACK_UNPACK_H_
