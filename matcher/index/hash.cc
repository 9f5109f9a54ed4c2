#include "matcher/index/hash.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace claircore::matcher {
namespace {

// Odd constants with about half of their bits set: the fractions of sqrt(2), sqrt(3), sqrt(5).
constexpr uint64_t kFirst = 0x6a09e667f3bcc909;
constexpr uint64_t kSecond = 0xbb67ae8584caa73b;
constexpr uint64_t kThird = 0x3c6ef372fe94f82b;

// Both halves of the product: every input bit reaches every output bit.
uint64_t Fold(uint64_t a, uint64_t b) {
  const auto product = static_cast<unsigned __int128>(a) * b;
  return static_cast<uint64_t>(product) ^ static_cast<uint64_t>(product >> 64);
}

uint64_t Load(const char* p, size_t n) {
  unsigned char bytes[8] = {};
  std::memcpy(bytes, p, n);
  uint64_t word = 0;
  for (int i = 7; i >= 0; --i) word = word << 8 | bytes[i];  // little-endian anywhere
  return word;
}

}  // namespace

uint64_t StableHash(std::string_view bytes, uint64_t seed) {
  const char* p = bytes.data();
  size_t left = bytes.size();
  // Two lanes, so that the multiplications of long inputs overlap.
  uint64_t a = seed ^ kFirst;
  uint64_t b = seed ^ kThird;
  for (; left >= 16; p += 16, left -= 16) {
    a = Fold(a ^ Load(p, 8), kSecond);
    b = Fold(b ^ Load(p + 8, 8), kThird);
  }
  if (left >= 8) {
    a = Fold(a ^ Load(p, 8), kSecond);
    p += 8;
    left -= 8;
  }
  if (left > 0) b = Fold(b ^ Load(p, left), kThird);
  return Fold(a ^ kSecond, b ^ bytes.size() ^ kFirst);
}

}  // namespace claircore::matcher
