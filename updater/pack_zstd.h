#ifndef UPDATER_PACK_ZSTD_H_
#define UPDATER_PACK_ZSTD_H_

#include <zstd.h>

#include <string>

namespace claircore::update {

// One zstd frame, for tests that write bundles by hand.
inline std::string PackAsZstd(const std::string& text) {
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  packed.resize(ZSTD_compress(packed.data(), packed.size(), text.data(), text.size(), 1));
  return packed;
}

}  // namespace claircore::update

#endif  // UPDATER_PACK_ZSTD_H_
