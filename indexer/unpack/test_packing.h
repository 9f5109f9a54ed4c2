#ifndef CLAIRCORE_INDEXER_UNPACK_TEST_PACKING_H_
#define CLAIRCORE_INDEXER_UNPACK_TEST_PACKING_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/statusor.h"
#include "claircore/io.h"
#include "indexer/unpack/unpack.h"

namespace claircore::internal {

// The bytes as the program of that name would pack them.
std::string Pack(Packing packing, std::string_view bytes);

// A file in memory.
}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_UNPACK_TEST_PACKING_H_
