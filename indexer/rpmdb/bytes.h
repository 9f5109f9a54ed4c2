#ifndef CLAIRCORE_INDEXER_RPMDB_BYTES_H_
#define CLAIRCORE_INDEXER_RPMDB_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/io.h"

namespace claircore::rpmdb {

// Numbers as files hold them, at any address. The caller has checked that the bytes are there.
inline uint8_t LoadU8(const char* p) { return static_cast<uint8_t>(*p); }
inline uint16_t LoadU16(const char* p, bool big_endian) {
  const uint16_t a = LoadU8(p), b = LoadU8(p + 1);
  return static_cast<uint16_t>(big_endian ? a << 8 | b : b << 8 | a);
}
inline uint32_t LoadU32(const char* p, bool big_endian) {
  const uint32_t a = LoadU8(p), b = LoadU8(p + 1), c = LoadU8(p + 2), d = LoadU8(p + 3);
  return big_endian ? a << 24 | b << 16 | c << 8 | d : d << 24 | c << 16 | b << 8 | a;
}

// Fills all of `to`, or says why not. DATA_LOSS when the file ends before.
inline absl::Status ReadExactly(const RandomAccessSource& source, uint64_t position,
                                std::span<char> to) {
  const absl::StatusOr<size_t> got = source.ReadAt(position, std::as_writable_bytes(to));
  if (!got.ok()) return got.status();
  return *got == to.size() ? absl::OkStatus() : absl::DataLossError("the file ends too early");
}

}  // namespace claircore::rpmdb

#endif  // CLAIRCORE_INDEXER_RPMDB_BYTES_H_
