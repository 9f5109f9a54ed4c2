#include "matcher/index/hash.h"

#include <bit>
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

// The first n bytes, 1 to 8, little-endian on any machine.
uint64_t LoadSome(const char* p, size_t n) {
  uint64_t word = 0;
  while (n > 0) word = word << 8 | static_cast<unsigned char>(p[--n]);
  return word;
}

uint64_t Load(const char* p) {
  if constexpr (std::endian::native != std::endian::little) return LoadSome(p, 8);
  uint64_t word;
  std::memcpy(&word, p, sizeof word);
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
    a = Fold(a ^ Load(p), kSecond);
    b = Fold(b ^ Load(p + 8), kThird);
  }
  if (left >= 8) {
    a = Fold(a ^ Load(p), kSecond);
    p += 8;
    left -= 8;
  }
  if (left > 0) b = Fold(b ^ LoadSome(p, left), kThird);
  return Fold(a ^ kSecond, b ^ bytes.size() ^ kFirst);
}

}  // namespace claircore::matcher
