#include "claircore/testing/hostile/files.h"

#include <algorithm>
#include <cstdint>

#include "claircore/testing/zip_builder.h"

namespace claircore::inline v0::testing::hostile {
namespace {

constexpr size_t kGoStep = 64;

void PutBig(std::string& out, uint32_t value) {
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(value >> shift);
}

void PutLittle(std::string& out, uint64_t value, int bytes) {
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
}

uint32_t Adler32(std::string_view bytes) {
  uint32_t a = 1, b = 0;
  for (const char c : bytes) {
    a = (a + static_cast<unsigned char>(c)) % 65521;
    b = (b + a) % 65521;
  }
  return b << 16 | a;
}

// A Go program for x86-64: its head, a segment of code and one of data.
std::string Elf(std::string code, std::string data) {
  constexpr size_t kPage = 4096;
  std::string file(
      "\x7f"
      "ELF\x02\x01\x01",
      7);
  file.resize(16);
  PutLittle(file, 2, 2);   // a program
  PutLittle(file, 62, 2);  // of x86-64
  PutLittle(file, 1, 4);
  PutLittle(file, 0, 8);
  PutLittle(file, 64, 8);  // where the table of segments is
  PutLittle(file, 0, 8);
  PutLittle(file, 0, 4);
  for (const uint64_t field : {64, 56, 2, 64, 0, 0}) PutLittle(file, field, 2);
  code.resize((code.size() + kPage - 1) / kPage * kPage);
  const auto segment = [&](uint32_t flags, uint64_t offset, uint64_t size) {
    PutLittle(file, 1, 4);
    PutLittle(file, flags, 4);
    for (const uint64_t field : {offset, offset + 0x400000, offset + 0x400000, size, size}) {
      PutLittle(file, field, 8);
    }
    PutLittle(file, kPage, 8);
  };
  segment(5, 0, kPage + code.size());
  segment(6, kPage + code.size(), data.size());
  file += "\xff Go build ID: \"";
  file.resize(kPage);
  return file + code + data;
}

std::string Uvarint(uint64_t value) {
  std::string text;
  for (; value >= 0x80; value >>= 7) text += static_cast<char>(0x80 | (value & 0x7f));
  return text + static_cast<char>(value);
}

}  // namespace

std::string SharedRpmHeader(size_t bytes, size_t entries) {
  const size_t data = bytes - 8 - 16 * entries;
  std::string header;
  PutBig(header, static_cast<uint32_t>(entries));
  PutBig(header, static_cast<uint32_t>(data));
  for (size_t i = 0; i < entries; ++i) {
    for (const uint32_t field : {1000u, 6u, 0u, 1u}) PutBig(header, field);  // a name, at 0
  }
  return header + std::string(data - 1, 'A') + '\0';
}

std::string NdbOf(std::string_view header, size_t copies) {
  constexpr size_t kPage = 4096, kBlock = 16;
  const size_t slots = copies + 2;  // the file's header takes two
  const size_t pages = (slots * kBlock + kPage - 1) / kPage;
  const size_t blob = (16 + header.size() + 12 + kBlock - 1) / kBlock * kBlock;
  std::string file = "RpmP";
  for (const uint64_t field : {uint64_t{0}, uint64_t{1}, uint64_t{pages}, uint64_t{copies + 1},
                               uint64_t{0}, uint64_t{0}, uint64_t{0}}) {
    PutLittle(file, field, 4);
  }
  std::string blobs;
  for (size_t i = 0; i < pages * kPage / kBlock - 2; ++i) {
    file += "Slot";
    const bool used = i < copies;
    PutLittle(file, used ? i + 1 : 0, 4);
    PutLittle(file, used ? (pages * kPage + i * blob) / kBlock : 0, 4);
    PutLittle(file, used ? blob / kBlock : 0, 4);
  }
  std::string one;
  for (size_t i = 0; i < copies; ++i) {
    one = "BlbS";
    PutLittle(one, i + 1, 4);
    PutLittle(one, 1, 4);
    PutLittle(one, header.size(), 4);
    one += header;
    one.resize(blob - 12);
    const uint32_t sum = Adler32(one);
    PutLittle(one, sum, 4);
    PutLittle(one, header.size(), 4);
    one += "BlbE";
    file += one;
  }
  return file;
}

std::string ZipOfZeros(size_t bytes, std::string_view member) {
  return ZipBuilder().Deflated(member, std::string(bytes, '\0')).Build();
}

std::string OverlappingZip(size_t members, size_t bytes, std::string_view suffix) {
  const std::string zeros(bytes, '\0');
  ZipBuilder zip;
  zip.Deflated("0" + std::string(suffix), zeros);
  ZipMember again;
  again.bytes = zeros;
  again.header = 0;
  again.listed_only = true;
  for (size_t i = 1; i < members; ++i) {
    again.name = std::to_string(i) + std::string(suffix);
    zip.Add(again);
  }
  return zip.Build();
}

std::string NestedZip(int levels, std::string inner) {
  for (int i = 0; i < levels; ++i) inner = ZipBuilder().Deflated("inner.jar", inner).Build();
  return inner;
}

std::string GoProgram(std::string_view modules) {
  std::string data = "\xff Go buildinf:";
  data += std::string("\x08\x02", 2) + std::string(16, '\0');
  data += Uvarint(8) + "go1.21.3" + Uvarint(modules.size() + 32);
  data += std::string(16, 'm') + std::string(modules) + std::string(16, 'm');
  return Elf("", data);
}

std::string GoBlocks(size_t blocks) {
  constexpr size_t kModules = size_t{8} << 20;
  std::string block = "\xff Go buildinf:";
  block += std::string("\x08\x02", 2) + std::string(16, '\0');
  block += Uvarint(8) + "go1.21.3" + Uvarint(kModules);
  block.resize(kGoStep);
  std::string code;
  for (size_t i = 0; i < blocks; ++i) code += block;
  code.resize(code.size() + kModules);
  return Elf(code, "none here");
}

std::string SharedElf(size_t bytes, size_t entries, std::string_view fill) {
  constexpr size_t kHead = 64, kSegment = 56, kSection = 64;
  const size_t sections = kHead + entries * kSegment;
  const size_t data = sections + entries * kSection;
  std::string file(
      "\x7f"
      "ELF\x02\x01\x01",
      7);
  file.resize(16);
  PutLittle(file, 2, 2);   // a program
  PutLittle(file, 62, 2);  // of x86-64
  PutLittle(file, 1, 4);
  PutLittle(file, 0, 8);
  PutLittle(file, kHead, 8);
  PutLittle(file, sections, 8);
  PutLittle(file, 0, 4);
  for (const uint64_t field : {kHead, kSegment, entries, kSection, entries, size_t{0}}) {
    PutLittle(file, field, 2);
  }
  const uint64_t address = 0x400000;
  for (size_t i = 0; i < entries; ++i) {
    PutLittle(file, i % 3 == 2 ? 4 : 1, 4);  // notes, or loaded
    PutLittle(file, i % 3 == 0 ? 5 : 6, 4);  // code, or data
    for (const uint64_t field :
         {uint64_t{data}, address, address, uint64_t{bytes}, uint64_t{bytes}, uint64_t{8}}) {
      PutLittle(file, field, 8);
    }
  }
  for (size_t i = 0; i < entries; ++i) {
    PutLittle(file, 0, 4);
    PutLittle(file, i == 0 ? 3 : i % 2 == 0 ? 7 : 1, 4);  // names, notes, data
    for (const uint64_t field : {uint64_t{2}, address, uint64_t{data}, uint64_t{bytes}}) {
      PutLittle(file, field, 8);
    }
    PutLittle(file, 0, 8);
    for (const uint64_t field : {uint64_t{8}, uint64_t{0}}) PutLittle(file, field, 8);
  }
  while (file.size() < data + bytes) file.append(fill.substr(0, data + bytes - file.size()));
  return file;
}

std::string PackageNote(std::string_view text) {
  std::string note;
  PutLittle(note, 4, 4);
  PutLittle(note, text.size(), 4);
  PutLittle(note, 0xcafe1a7e, 4);
  note.append("FDO\0", 4).append(text);
  note.resize((note.size() + 7) / 8 * 8);
  return note;
}

std::string DeepJson(size_t depth) { return std::string(depth, '[') + std::string(depth, ']'); }

std::string LongJson(size_t items) {
  std::string json = "[0";
  json.reserve(2 * items + 2);
  for (size_t i = 1; i < items; ++i) json += ",0";
  return json + "]";
}

}  // namespace claircore::inline v0::testing::hostile
