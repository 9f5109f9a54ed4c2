#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "claircore/base/sources.h"
#include "indexer/unpack/test_packing.h"
#include "indexer/unpack/unpack.h"

// Whatever the bytes: no crash, and no more than was allowed.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::internal;
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const claircore::base::StringSource source(bytes);
  size_t total = 0;
  const absl::Status status =
      Unpack(claircore::Context::Background(),
             {.file = &source, .size = size, .packing = PackingOf(bytes), .max_bytes = 1 << 20},
             [&](std::string_view piece) {
               total += piece.size();
               return true;
             });
  if (total > 1 << 20) std::abort();
  static_cast<void>(status);
  return 0;
}
