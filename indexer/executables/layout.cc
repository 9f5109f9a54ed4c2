#include "indexer/executables/layout.h"

#include <algorithm>
#include <limits>

#include "indexer/executables/fields.h"

namespace claircore::executables {
namespace {

constexpr size_t kMaxParts = 1000;

// False for what would overflow, which no file can hold.
bool Fits(uint64_t offset, uint64_t size) {
  return size <= std::numeric_limits<uint64_t>::max() - offset;
}

void AddSegment(std::vector<Segment>& segments, const Segment& segment) {
  if (segment.size == 0 || !Fits(segment.offset, segment.size)) return;
  if (segments.size() < kMaxParts) segments.push_back(segment);
}

void AddSection(Layout& layout, std::string_view name, uint64_t offset, uint64_t size) {
  if (size == 0 || !Fits(offset, size) || layout.sections.size() >= kMaxParts) return;
  layout.sections.push_back({std::string(name), offset, size});
}

// --- ELF: https://refspecs.linuxfoundation.org/elf/gabi4+/contents.html

constexpr std::string_view kElfMagic = "\177ELF";

enum ElfType : uint16_t { kNoElf = 0, kObject = 1, kProgram = 2, kShared = 3 };  // ET_*

uint16_t ElfTypeOf(std::string_view head) {
  if (head.size() < 20 || !head.starts_with(kElfMagic)) return kNoElf;
  if ((head[4] != 1 && head[4] != 2) || (head[5] != 1 && head[5] != 2)) return kNoElf;
  return Fields(head, head[5] == 2).U16(16);
}

bool IsElf(std::string_view head) {
  const uint16_t type = ElfTypeOf(head);
  return type == kProgram || type == kShared;
}

void ReadElf(std::string_view head, Layout& layout) {
  layout.is_64 = head[4] == 2;
  layout.big_endian = head[5] == 2;
  Fields in(head, layout.big_endian);
  const bool wide = layout.is_64;
  const size_t word = wide ? 8 : 4;
  const uint64_t segments = in.Get(wide ? 32 : 28, word);
  layout.headers_offset = in.Get(wide ? 40 : 32, word);
  const uint64_t counts = wide ? 54 : 42;
  const size_t segment_size = in.U16(counts);
  const size_t segment_count = in.U16(counts + 2);
  layout.header_size = in.U16(counts + 4);
  layout.headers = in.U16(counts + 6);
  layout.names_section = in.U16(counts + 8);
  if (layout.headers_offset == 0 || layout.headers == 0) {
    layout.headers_offset = layout.headers = layout.names_section = 0;
  }
  if (segment_count != 0 && segment_size < (wide ? 56 : 32)) return;
  for (size_t i = 0; i < std::min(segment_count, kMaxParts) && !in.missing(); ++i) {
    if (!Fits(segments, i * segment_size)) return;
    const uint64_t at = segments + i * segment_size;
    const uint32_t type = in.U32(at);
    if (type != 1 && type != 4) continue;  // PT_LOAD, PT_NOTE
    const uint32_t flags = in.U32(at + (wide ? 4 : 24));
    Segment segment;
    segment.offset = in.Get(at + (wide ? 8 : 4), word);
    segment.address = in.Get(at + (wide ? 16 : 8), word);
    segment.size = in.Get(at + (wide ? 32 : 16), word);
    segment.writable = (flags & 2) != 0;
    segment.executable = (flags & 1) != 0;
    if (!in.missing()) AddSegment(type == 1 ? layout.segments : layout.notes, segment);
  }
  layout.complete = !in.missing();
}

// --- PE

// The offset of the COFF header.
std::optional<uint64_t> CoffHeader(std::string_view head) {
  if (!head.starts_with("MZ")) return std::nullopt;
  Fields in(head, false);
  const uint64_t at = in.U32(0x3c);
  if (in.U32(at) != 0x4550 || in.missing()) return std::nullopt;  // "PE\0\0"
  return at + 4;
}

void ReadPe(std::string_view head, uint64_t coff, Layout& layout) {
  Fields in(head, false);
  const size_t count = in.U16(coff + 2);
  const uint64_t optional = coff + 20;
  layout.is_64 = in.U16(optional) == 0x20b;
  const uint64_t base = layout.is_64 ? in.U64(optional + 24) : in.U32(optional + 28);
  uint64_t at = optional + in.U16(coff + 16);
  for (size_t i = 0; i < std::min(count, kMaxParts) && !in.missing(); ++i, at += 40) {
    const std::string_view name = in.Name(at, 8);
    Segment segment;
    segment.address = base + in.U32(at + 12);
    segment.size = in.U32(at + 16);
    segment.offset = in.U32(at + 20);
    const uint64_t virtual_size = in.U32(at + 8);
    const uint32_t flags = in.U32(at + 36);
    segment.writable = (flags & 0x80000000u) != 0;
    segment.executable = (flags & 0x20000000u) != 0;
    if (in.missing()) break;
    AddSegment(layout.segments, segment);
    // What is beyond the virtual size fills up the last page.
    AddSection(layout, name, segment.offset,
               virtual_size == 0 ? segment.size : std::min(segment.size, virtual_size));
  }
  layout.complete = !in.missing();
}

// --- Mach-O

struct MachKind {
  bool big_endian;
  bool is_64;
};

std::optional<MachKind> MachOf(std::string_view head) {
  if (head.starts_with("\xfe\xed\xfa\xce")) return MachKind{true, false};
  if (head.starts_with("\xfe\xed\xfa\xcf")) return MachKind{true, true};
  if (head.starts_with("\xce\xfa\xed\xfe")) return MachKind{false, false};
  if (head.starts_with("\xcf\xfa\xed\xfe")) return MachKind{false, true};
  return std::nullopt;
}

void ReadMachO(std::string_view head, MachKind kind, Layout& layout) {
  layout.big_endian = kind.big_endian;
  layout.is_64 = kind.is_64;
  Fields in(head, kind.big_endian);
  const bool wide = kind.is_64;
  const size_t word = wide ? 8 : 4;
  const uint32_t commands = in.U32(16);
  uint64_t at = wide ? 32 : 28;
  for (size_t i = 0; i < std::min<size_t>(commands, kMaxParts) && !in.missing(); ++i) {
    const uint32_t command = in.U32(at);
    const uint32_t size = in.U32(at + 4);
    if (size < 8) return;
    if (command == (wide ? 0x19 : 1)) {  // LC_SEGMENT_64, LC_SEGMENT
      Segment segment;
      segment.address = in.Get(at + 24, word);
      segment.offset = in.Get(at + 24 + 2 * word, word);
      segment.size = in.Get(at + 24 + 3 * word, word);
      const uint64_t protection = at + 24 + 4 * word;
      const uint32_t initial = in.U32(protection + 4);
      const uint32_t sections = in.U32(protection + 8);
      segment.writable = (initial & 2) != 0;
      segment.executable = (initial & 4) != 0;
      if (in.missing()) return;
      AddSegment(layout.segments, segment);
      const size_t section_size = wide ? 80 : 68;
      uint64_t section = protection + 16;
      for (size_t s = 0; s < std::min<size_t>(sections, kMaxParts) && !in.missing(); ++s) {
        const std::string_view name = in.Name(section, 16);
        const uint64_t bytes = in.Get(section + 32 + word, word);
        const uint64_t offset = in.U32(section + 32 + 2 * word);
        if (!in.missing()) AddSection(layout, name, offset, bytes);
        section += section_size;
      }
    }
    at += size;
  }
  layout.complete = !in.missing();
}

// A Java class begins alike; its version, at least 45, stands where the number of parts is here.
bool IsFatMachO(std::string_view head) {
  if (!head.starts_with("\xca\xfe\xba\xbe") && !head.starts_with("\xca\xfe\xba\xbf")) return false;
  Fields in(head, true);
  const uint32_t parts = in.U32(4);
  return parts >= 1 && parts <= 20 && !in.missing();
}

}  // namespace

Format FormatOf(std::string_view head) {
  if (IsElf(head)) return Format::kElf;
  if (CoffHeader(head).has_value()) return Format::kPe;
  if (MachOf(head).has_value()) return Format::kMachO;
  if (IsFatMachO(head)) return Format::kFatMachO;
  return Format::kNone;
}

Layout ReadLayout(std::string_view head) {
  Layout layout;
  layout.format = FormatOf(head);
  switch (layout.format) {
    case Format::kElf:
      ReadElf(head, layout);
      break;
    case Format::kPe:
      ReadPe(head, *CoffHeader(head), layout);
      break;
    case Format::kMachO:
      ReadMachO(head, *MachOf(head), layout);
      break;
    case Format::kFatMachO:
    case Format::kNone:
      break;
  }
  return layout;
}

Layout ReadObjectLayout(std::string_view head) {
  Layout layout;
  if (ElfTypeOf(head) != kObject) return layout;
  layout.format = Format::kElf;
  ReadElf(head, layout);
  return layout;
}

uint64_t Layout::LoadedEnd() const {
  uint64_t end = 0;
  for (const Segment& segment : segments) end = std::max(end, segment.offset + segment.size);
  return end;
}

std::optional<uint64_t> Layout::OffsetOf(uint64_t address) const {
  for (const Segment& segment : segments) {
    if (address >= segment.address && address - segment.address < segment.size) {
      return segment.offset + (address - segment.address);
    }
  }
  return std::nullopt;
}

}  // namespace claircore::executables
