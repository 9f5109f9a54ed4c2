#ifndef CLAIRCORE_INDEXER_EXECUTABLES_LAYOUT_H_
#define CLAIRCORE_INDEXER_EXECUTABLES_LAYOUT_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace claircore::executables {

enum class Format : uint8_t {
  kNone,
  kElf,       // a program or shared library; no object file, no core
  kPe,        // https://learn.microsoft.com/windows/win32/debug/pe-format
  kMachO,     // <mach-o/loader.h> of Apple's Libc
  kFatMachO,  // several of these in one file
};

// By the first bytes; 4096 are enough for any format.
Format FormatOf(std::string_view head);

// A part of the file that is loaded.
struct Segment {
  uint64_t address = 0;
  uint64_t offset = 0;
  uint64_t size = 0;  // in the file
  bool writable = false;
  bool executable = false;
};

struct Section {
  std::string name;
  uint64_t offset = 0;
  uint64_t size = 0;
};

// What the head of a program says of the rest. Numbers are as written there: a range may lie
// outside of the file, but no `offset + size` overflows.
struct Layout {
  Format format = Format::kNone;
  bool big_endian = false;
  bool is_64 = false;
  // Whether `segments`, and of PE and Mach-O `sections`, are all there are. Of a fat file nothing
  // is known.
  bool complete = false;
  std::vector<Segment> segments;
  std::vector<Section> sections;  // not of ELF, which has their headers at its end
  std::vector<Segment> notes;     // ELF: PT_NOTE, usually parts of `segments`
  // ELF: where the headers of the sections are, how many and how long; and which section holds
  // their names. All 0 if there are none.
  uint64_t headers_offset = 0;
  size_t headers = 0;
  size_t header_size = 0;
  size_t names_section = 0;

  // Where the last segment ends in the file.
  uint64_t LoadedEnd() const;
  // Where the byte of that address is in the file.
  std::optional<uint64_t> OffsetOf(uint64_t address) const;
};

// Reads the head of a program: of what is none, kNone. Linear; at most 1,000 segments and sections.
Layout ReadLayout(std::string_view head);
// The same of an ELF object file, as kernel modules are: it has sections and no segments.
Layout ReadObjectLayout(std::string_view head);

}  // namespace claircore::executables

#endif  // CLAIRCORE_INDEXER_EXECUTABLES_LAYOUT_H_
