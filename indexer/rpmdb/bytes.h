#ifndef CLAIRCORE_INDEXER_RPMDB_BYTES_H_
#define CLAIRCORE_INDEXER_RPMDB_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/io.h"

namespace claircore::rpmdb {

// Fills all of `to`, or says why not. DATA_LOSS when the file ends before.
inline absl::Status ReadExactly(const RandomAccessSource& source, uint64_t position,
                                std::span<char> to) {
  const absl::StatusOr<size_t> got = source.ReadAt(position, std::as_writable_bytes(to));
  if (!got.ok()) return got.status();
  return *got == to.size() ? absl::OkStatus() : absl::DataLossError("the file ends too early");
}

}  // namespace claircore::rpmdb

#endif  // CLAIRCORE_INDEXER_RPMDB_BYTES_H_
