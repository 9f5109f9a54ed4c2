#ifndef CLAIRCORE_INDEXER_SCANNERS_GOLANG_TEST_BLOCKS_H_
#define CLAIRCORE_INDEXER_SCANNERS_GOLANG_TEST_BLOCKS_H_

#include <cstdint>
#include <string>
#include <string_view>

#include "indexer/executables/test_programs.h"

namespace claircore::scanners {

// With the marks that stand around the modules of every program.
inline std::string Marked(std::string_view modules) {
  return "0123456789abcdef" + std::string(modules) + "fedcba9876543210";
}

inline std::string Uvarint(uint64_t value) {
  std::string text;
  for (; value >= 0x80; value >>= 7) text += static_cast<char>(0x80 | (value & 0x7f));
  return text + static_cast<char>(value);
}

// A block as Go 1.18 and later write it.
inline std::string InlineBlock(std::string_view toolchain, std::string_view modules) {
  std::string block = "\xff Go buildinf:";
  block += std::string("\x08\x02", 2) + std::string(16, '\0');
  block += Uvarint(toolchain.size()) + std::string(toolchain);
  const std::string marked = modules.empty() ? "" : Marked(modules);
  return block + Uvarint(marked.size()) + marked;
}

// A block of before, which points to two string headers.
inline std::string PointerBlock(uint64_t toolchain, uint64_t modules, size_t word,
                                bool big_endian) {
  std::string block = "\xff Go buildinf:";
  block += static_cast<char>(word);
  block += static_cast<char>(big_endian ? 1 : 0);
  block += executables::Number(toolchain, word, big_endian);
  block += executables::Number(modules, word, big_endian);
  block.resize(32);
  return block;
}

// The note by which a Go program is known.
inline std::string GoNote(bool big_endian = false) {
  using executables::Number;
  return Number(4, 4, big_endian) + Number(8, 4, big_endian) + Number(4, 4, big_endian) +
         std::string("Go\0\0buildid!", 12);
}

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_GOLANG_TEST_BLOCKS_H_
