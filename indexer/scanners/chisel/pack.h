#ifndef CLAIRCORE_INDEXER_SCANNERS_CHISEL_PACK_H_
#define CLAIRCORE_INDEXER_SCANNERS_CHISEL_PACK_H_

#include <zstd.h>

#include <string>
#include <string_view>

namespace claircore::scanners {

// One zstd frame, for tests that write manifests by hand.
inline std::string PackManifest(std::string_view text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1));
  return packed;
}

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CHISEL_PACK_H_
