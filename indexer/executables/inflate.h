#ifndef CLAIRCORE_INDEXER_EXECUTABLES_INFLATE_H_
#define CLAIRCORE_INDEXER_EXECUTABLES_INFLATE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"

namespace claircore::executables {

enum class Wrapper : uint8_t { kZlib, kGzip };

// One compressed stream with its checksum; bytes behind it are ignored. DATA_LOSS for damage,
// RESOURCE_EXHAUSTED for more than `max_bytes`.
absl::StatusOr<std::string> Inflate(std::string_view compressed, Wrapper wrapper, size_t max_bytes);

// The beginning of the stream, as far as it goes, at most `max_bytes`; empty if it is none.
std::string InflateBeginning(std::string_view compressed, Wrapper wrapper, size_t max_bytes);

}  // namespace claircore::executables

#endif  // CLAIRCORE_INDEXER_EXECUTABLES_INFLATE_H_
