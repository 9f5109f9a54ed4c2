#ifndef CLAIRCORE_INDEXER_SCANNERS_DOTNET_LITTLE_ENDIAN_H_
#define CLAIRCORE_INDEXER_SCANNERS_DOTNET_LITTLE_ENDIAN_H_

#include <cstdint>
#include <string_view>

namespace claircore::scanners {

// The number at `at`; 0 where it would reach beyond the end.
inline uint16_t ReadU16(std::string_view bytes, uint64_t at) {
  if (at > bytes.size() || bytes.size() - at < 2) return 0;
  const auto byte = [&](uint64_t i) { return static_cast<uint8_t>(bytes[i]); };
  return static_cast<uint16_t>(byte(at) | byte(at + 1) << 8);
}
inline uint32_t ReadU32(std::string_view bytes, uint64_t at) {
  if (at > bytes.size() || bytes.size() - at < 4) return 0;
  return ReadU16(bytes, at) | static_cast<uint32_t>(ReadU16(bytes, at + 2)) << 16;
}

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DOTNET_LITTLE_ENDIAN_H_
