#include "indexer/scanners/dotnet/test_assembly.h"

#include <cstddef>

namespace claircore::scanners {
namespace {

void PutU16(std::string& out, size_t at, uint32_t value) {
  if (out.size() < at + 2) out.resize(at + 2);
  out[at] = static_cast<char>(value);
  out[at + 1] = static_cast<char>(value >> 8);
}
void PutU32(std::string& out, size_t at, uint32_t value) {
  PutU16(out, at, value & 0xffff);
  PutU16(out, at + 2, value >> 16);
}
void Pad4(std::string& out) { out.resize((out.size() + 3) & ~size_t{3}); }

void AppendUtf16(std::string& out, std::string_view ascii) {
  for (char c : ascii) PutU16(out, out.size(), static_cast<uint8_t>(c));
  PutU16(out, out.size(), 0);
}

// A block of a version resource; `value` is padded already.
std::string Block(std::string_view key, bool text, uint32_t value_length,
                  const std::string& value_and_children) {
  std::string out;
  PutU16(out, 2, value_length);
  PutU16(out, 4, text ? 1 : 0);
  AppendUtf16(out, key);
  Pad4(out);
  out += value_and_children;
  PutU16(out, 0, static_cast<uint32_t>(out.size()));
  return out;
}

constexpr uint32_t kResourceAddress = 0x100000;

// The resource directory of one version resource, and its data `gap` bytes after the table.
std::string BuildResources(const std::string& version, uint32_t gap) {
  std::string out(16, '\0');
  PutU16(out, 14, 2);  // entries by number
  PutU32(out, 16, 3);  // an icon, which is not looked at
  PutU32(out, 20, 0x80000000 | 32);
  PutU32(out, 24, 16);  // the version
  PutU32(out, 28, 0x80000000 | 32);
  PutU16(out, 32 + 14, 1);
  PutU32(out, 48, 1);  // its name
  PutU32(out, 52, 0x80000000 | 56);
  PutU16(out, 56 + 14, 1);
  PutU32(out, 72, 0);  // its language
  PutU32(out, 76, 80);
  PutU32(out, 80, kResourceAddress + 96 + gap);
  PutU32(out, 84, static_cast<uint32_t>(version.size()));
  out.resize(96 + gap);
  return out + version;
}

}  // namespace

std::string BuildVersionResource(
    const std::vector<std::pair<std::string_view, std::string_view>>& strings) {
  std::string table;
  for (const auto& [key, value] : strings) {
    std::string text;
    AppendUtf16(text, value);
    Pad4(table);
    table += Block(key, true, static_cast<uint32_t>(value.size() + 1), text);
  }
  std::string fixed(52, '\0');
  PutU32(fixed, 0, 0xfeef04bd);
  PutU32(fixed, 8, 9 << 16 | 8);  // 9.8.7.6
  PutU32(fixed, 12, 7 << 16 | 6);
  return Block("VS_VERSION_INFO", false, 52,
               fixed + Block("StringFileInfo", true, 0, Block("040904b0", true, 0, table)));
}

std::string TestAssembly::Build() const {
  const std::string resources = BuildResources(BuildVersionResource(strings), other_bytes);
  const uint32_t at = 0x200 + code_bytes;
  std::string out = "MZ";
  PutU32(out, 0x3c, 0x80);
  PutU32(out, 0x80, 0x4550);
  PutU16(out, 0x80 + 6, 2);  // sections
  const uint32_t optional = 0x80 + 24;
  const uint32_t directories = optional + (wide ? 112 : 96);
  const uint32_t optional_bytes = directories + 16 * 8 - optional;
  PutU16(out, 0x80 + 20, optional_bytes);
  PutU16(out, optional, wide ? 0x20b : 0x10b);
  PutU32(out, directories - 4, 16);
  PutU32(out, directories + 2 * 8, kResourceAddress);
  PutU32(out, directories + 2 * 8 + 4, static_cast<uint32_t>(resources.size()));
  if (dotnet) PutU32(out, directories + 14 * 8, 0x2008);
  const uint32_t sections = optional + optional_bytes;
  PutU32(out, sections + 12, 0x2000);
  PutU32(out, sections + 16, code_bytes);
  PutU32(out, sections + 20, 0x200);
  PutU32(out, sections + 40 + 12, kResourceAddress);
  PutU32(out, sections + 40 + 16, static_cast<uint32_t>(resources.size()));
  PutU32(out, sections + 40 + 20, at);
  out.resize(at);
  return out + resources + std::string(64, '\0');
}

}  // namespace claircore::scanners
