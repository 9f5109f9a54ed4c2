#ifndef UPDATER_BUNDLE_FORMAT_H_
#define UPDATER_BUNDLE_FORMAT_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace claircore::update::bundle {

// See docs/bundle.md. A change that an old reader would misread gets a new number in the magic.
inline constexpr std::string_view kMagic = "claircore-bundle 1\n";
inline constexpr char kUpdater = 'U', kMember = 'M', kEndOfUpdater = 'E', kEnd = 'Z';
inline constexpr size_t kMaxChunk = 64 << 10;        // bytes of a member's piece
inline constexpr size_t kMaxName = 512;              // of an updater or a member
inline constexpr size_t kMaxFingerprint = 64 << 10;  // some remember a table
inline constexpr size_t kDigest = 32;                // SHA-256

inline std::string LittleEndian(uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out.push_back(static_cast<char>(value >> (8 * i)));
  return out;
}

}  // namespace claircore::update::bundle

#endif  // UPDATER_BUNDLE_FORMAT_H_
