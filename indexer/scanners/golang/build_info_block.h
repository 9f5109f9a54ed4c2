#ifndef CLAIRCORE_INDEXER_SCANNERS_GOLANG_BUILD_INFO_BLOCK_H_
#define CLAIRCORE_INDEXER_SCANNERS_GOLANG_BUILD_INFO_BLOCK_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

namespace claircore::scanners {

inline constexpr std::string_view kGoBlockMagic = "\xff Go buildinf:";
inline constexpr size_t kGoBlockAlignment = 16;

// The position of the first magic on a multiple of 16 from the beginning of `bytes`; npos if there
// is none. A small step a group of 16 bytes, so that memory is what bounds its speed.
size_t FindGoBlock(std::string_view bytes);

// A block of build information, as far as its bytes are there.
struct GoBlock {
  enum class State {
    kIncomplete,  // more bytes are needed
    kNone,        // what begins like a block without being one
    kTooLarge,
    kInline,    // `toolchain` and `modules` are there
    kPointers,  // of before Go 1.18
  };
  State state = State::kIncomplete;
  std::string_view toolchain;
  std::string_view modules;  // without the marks around it
  uint64_t toolchain_address = 0;
  uint64_t modules_address = 0;
  size_t pointer_size = 0;
  bool big_endian = false;
};
// `bytes` begin with the magic.
GoBlock ReadGoBlock(std::string_view bytes);

// "go1.21.3", "devel go1.22-..".
bool IsGoToolchain(std::string_view text);
// The text between the marks; empty if there are none.
std::string_view StripGoMarks(std::string_view modules);

// Whether the head of a program has what the Go linker puts there: the note of its build id, or in
// front of the machine code the build id's text.
bool HasGoMark(std::string_view head, bool big_endian);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_GOLANG_BUILD_INFO_BLOCK_H_
