#include "indexer/walk/path_hash.h"

#include <bit>
#include <cstddef>

namespace claircore::walk {
namespace {

// The bytes 0..15: the key of the published test vectors, so that anyone can check us.
constexpr uint64_t kKey0 = 0x0706050403020100;
constexpr uint64_t kKey1 = 0x0f0e0d0c0b0a0908;

struct State {
  uint64_t v0 = kKey0 ^ 0x736f6d6570736575;
  uint64_t v1 = kKey1 ^ 0x646f72616e646f6d;
  uint64_t v2 = kKey0 ^ 0x6c7967656e657261;
  uint64_t v3 = kKey1 ^ 0x7465646279746573;

  void Round() {
    v0 += v1;
    v2 += v3;
    v1 = std::rotl(v1, 13) ^ v0;
    v3 = std::rotl(v3, 16) ^ v2;
    v0 = std::rotl(v0, 32);
    v2 += v1;
    v0 += v3;
    v1 = std::rotl(v1, 17) ^ v2;
    v3 = std::rotl(v3, 21) ^ v0;
    v2 = std::rotl(v2, 32);
  }

  void Word(uint64_t word) {
    v3 ^= word;
    Round();
    Round();
    v0 ^= word;
  }
};

// Little-endian whatever the machine.
uint64_t Load(std::string_view bytes) {
  uint64_t word = 0;
  for (size_t i = 0; i < bytes.size(); ++i) {
    word |= uint64_t{static_cast<unsigned char>(bytes[i])} << (8 * i);
  }
  return word;
}

}  // namespace

uint64_t PathHash(std::string_view cleaned_path) {
  State state;
  std::string_view rest = cleaned_path;
  for (; rest.size() >= 8; rest.remove_prefix(8)) state.Word(Load(rest.substr(0, 8)));
  state.Word(Load(rest) | uint64_t{cleaned_path.size() & 0xff} << 56);
  state.v2 ^= 0xff;
  for (int i = 0; i < 4; ++i) state.Round();
  return state.v0 ^ state.v1 ^ state.v2 ^ state.v3;
}

}  // namespace claircore::walk
