#include "indexer/scanners/golang/build_info_block.h"

#include <cstring>

#include "indexer/executables/fields.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

using executables::Fields;

constexpr size_t kHeader = 32;
constexpr uint64_t kMaxModulesBytes = uint64_t{16} << 20;
constexpr size_t kMark = 16;  // bytes in front of the modules and behind them

// The numbers that Go calls uvarint: seven bits a byte, the lowest first.
enum class Number { kOk, kIncomplete, kBad };
Number TakeNumber(std::string_view bytes, size_t& pos, uint64_t& value) {
  value = 0;
  for (size_t i = 0; i < 10; ++i) {
    if (pos >= bytes.size()) return Number::kIncomplete;
    const auto byte = static_cast<unsigned char>(bytes[pos++]);
    if (i == 9 && byte > 1) return Number::kBad;
    value |= uint64_t{byte & 0x7fu} << (7 * i);
    if (byte < 0x80) return Number::kOk;
  }
  return Number::kBad;
}

// Takes a string whose length stands in front of it.
GoBlock::State TakeString(std::string_view bytes, uint64_t max_size, size_t& pos,
                          std::string_view& text) {
  uint64_t size = 0;
  const Number number = TakeNumber(bytes, pos, size);
  if (number == Number::kIncomplete) return GoBlock::State::kIncomplete;
  if (number == Number::kBad) return GoBlock::State::kNone;
  if (size > max_size) return GoBlock::State::kTooLarge;
  if (size > bytes.size() - pos) return GoBlock::State::kIncomplete;
  text = bytes.substr(pos, size);
  pos += size;
  return GoBlock::State::kInline;
}

}  // namespace

size_t FindGoBlock(std::string_view bytes) {
  uint64_t magic = 0;
  std::memcpy(&magic, kGoBlockMagic.data(), sizeof(magic));
  const char* const data = bytes.data();
  const size_t groups = bytes.size() / kGoBlockAlignment;
  for (size_t i = 0; i < groups; ++i) {
    uint64_t word = 0;
    std::memcpy(&word, data + i * kGoBlockAlignment, sizeof(word));
    if (word == magic && bytes.substr(i * kGoBlockAlignment).starts_with(kGoBlockMagic)) {
      return i * kGoBlockAlignment;
    }
  }
  return std::string_view::npos;
}

GoBlock ReadGoBlock(std::string_view bytes) {
  GoBlock block;
  if (bytes.size() < kHeader) return block;
  const auto flags = static_cast<unsigned char>(bytes[15]);
  if ((flags & 2) == 0) {
    block.pointer_size = static_cast<unsigned char>(bytes[14]);
    block.big_endian = (flags & 1) != 0;
    block.state = GoBlock::State::kNone;
    if (block.pointer_size != 4 && block.pointer_size != 8) return block;
    Fields in(bytes, block.big_endian);
    block.toolchain_address = in.Get(16, block.pointer_size);
    block.modules_address = in.Get(16 + block.pointer_size, block.pointer_size);
    if (block.toolchain_address != 0) block.state = GoBlock::State::kPointers;
    return block;
  }
  size_t pos = kHeader;
  block.state = TakeString(bytes, kMaxFieldBytes, pos, block.toolchain);
  // Text of this length is no version: something else begins like a block.
  if (block.state == GoBlock::State::kTooLarge) block.state = GoBlock::State::kNone;
  if (block.state != GoBlock::State::kInline) return block;
  if (!IsGoToolchain(block.toolchain)) {
    block.state = GoBlock::State::kNone;
    return block;
  }
  block.state = TakeString(bytes, kMaxModulesBytes, pos, block.modules);
  block.modules = StripGoMarks(block.modules);
  return block;
}

bool IsGoToolchain(std::string_view text) {
  return (text.starts_with("go1") || text.starts_with("devel ")) && IsToken(text);
}

std::string_view StripGoMarks(std::string_view modules) {
  if (modules.size() <= 2 * kMark || modules[modules.size() - kMark - 1] != '\n') return {};
  return modules.substr(kMark, modules.size() - 2 * kMark);
}

bool HasGoMark(std::string_view head, bool big_endian) {
  if (head.find("\xff Go build ID: \"") != head.npos) return true;
  constexpr std::string_view kName("Go\0\0", 4);
  for (size_t at = head.find(kName); at != head.npos; at = head.find(kName, at + 1)) {
    if (at < 12) continue;
    Fields note(head.substr(at - 12), big_endian);
    if (note.U32(0) == 4 && note.U32(8) == 4) return true;  // length of the name; the type
  }
  return false;
}

}  // namespace claircore::scanners
