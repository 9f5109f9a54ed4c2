#include "indexer/unpack/test_packing.h"

#include <lzma.h>

#include <algorithm>
#include <cstdlib>

#include "claircore/testing/blobs.h"

namespace claircore::internal {

std::string Pack(Packing packing, std::string_view bytes) {
  if (packing == Packing::kGzip) {
    return testing::Compress(std::string(bytes), testing::Compression::kGzip);
  }
  if (packing == Packing::kZstd) {
    return testing::Compress(std::string(bytes), testing::Compression::kZstd);
  }
  std::string out(lzma_stream_buffer_bound(bytes.size()), '\0');
  size_t size = 0;
  if (lzma_easy_buffer_encode(
          6, LZMA_CHECK_CRC64, nullptr, reinterpret_cast<const uint8_t*>(bytes.data()),
          bytes.size(), reinterpret_cast<uint8_t*>(out.data()), &size, out.size()) != LZMA_OK) {
    std::abort();
  }
  out.resize(size);
  return out;
}

}  // namespace claircore::internal
