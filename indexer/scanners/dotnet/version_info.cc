#include "indexer/scanners/dotnet/version_info.h"

#include <cstddef>
#include <cstdint>

#include "absl/status/status.h"
#include "claircore/base/endian.h"
#include "claircore/base/path.h"
#include "claircore/base/utf8.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

uint16_t U16(std::string_view bytes, uint64_t at) {
  return base::LoadAt<uint16_t>(bytes, at, base::ByteOrder::kLittle);
}
uint32_t U32(std::string_view bytes, uint64_t at) {
  return base::LoadAt<uint32_t>(bytes, at, base::ByteOrder::kLittle);
}

constexpr uint32_t kFixedSignature = 0xfeef04bd;
constexpr size_t kHeaderBytes = 6;

// UTF-16LE up to the first NUL. Half a surrogate pair becomes U+FFFD.
std::string FromUtf16(std::string_view utf16) {
  std::string out;
  for (size_t i = 0; i + 1 < utf16.size(); i += 2) {
    uint32_t c = U16(utf16, i);
    if (c == 0) break;
    if (c >= 0xd800 && c < 0xe000) {
      const uint32_t low = U16(utf16, i + 2);
      if (c < 0xdc00 && low >= 0xdc00 && low < 0xe000) {
        c = 0x10000 + ((c - 0xd800) << 10) + (low - 0xdc00);
        i += 2;
      } else {
        c = 0xfffd;
      }
    }
    base::AppendUtf8(c, out);
  }
  return out;
}

// One of the nested blocks that a version resource is made of.
struct Block {
  std::string key;
  std::string_view value;
  std::string_view children;
};

size_t Align4(size_t at) { return (at + 3) & ~size_t{3}; }

std::string_view From(std::string_view bytes, size_t at) {
  return at < bytes.size() ? bytes.substr(at) : std::string_view();
}

// Takes the next block off `rest`. Offsets are aligned relative to the block, as every block
// begins on a multiple of four. False: there is none.
bool TakeBlock(std::string_view& rest, Block& block) {
  const size_t length = U16(rest, 0);
  if (length < kHeaderBytes || length > rest.size()) return false;
  const std::string_view all = rest.substr(0, length);
  rest = From(rest, Align4(length));
  const bool text = U16(all, 4) == 1;
  // Of text, the length is that in characters, if its writer kept to the rules.
  const size_t value_length = U16(all, 2) * size_t{text ? 2u : 1u};
  size_t end = kHeaderBytes;
  while (U16(all, end) != 0) end += 2;
  block.key = FromUtf16(all.substr(kHeaderBytes, end - kHeaderBytes));
  const std::string_view body = From(all, Align4(end + 2));
  block.value = body.substr(0, value_length);
  block.children = From(body, Align4(value_length));
  return true;
}

void ReadStrings(std::string_view table, VersionInfo& info) {
  Block block;
  while (TakeBlock(table, block)) {
    std::string* field = block.key == "InternalName"       ? &info.internal_name
                         : block.key == "OriginalFilename" ? &info.original_filename
                         : block.key == "ProductVersion"   ? &info.product_version
                         : block.key == "FileVersion"      ? &info.file_version
                                                           : nullptr;
    // The first language that says something counts.
    if (field == nullptr || !field->empty()) continue;
    const std::string value = FromUtf16(block.value);
    const std::string_view trimmed = Trim(value);
    if (IsToken(trimmed)) *field = trimmed;
  }
}

std::string FixedVersion(std::string_view fixed) {
  if (U32(fixed, 0) != kFixedSignature) return {};
  const uint32_t high = U32(fixed, 8);
  const uint32_t low = U32(fixed, 12);
  return std::to_string(high >> 16) + "." + std::to_string(high & 0xffff) + "." +
         std::to_string(low >> 16) + "." + std::to_string(low & 0xffff);
}

bool IsDigit(char c) { return c >= '0' && c <= '9'; }

// Up to the space or '+' that begins a remark, if that is a NuGet version: one to four numbers and
// perhaps a pre-release label. Else empty.
std::string_view NugetVersion(std::string_view text) {
  text = text.substr(0, text.find_first_of(" +"));
  const size_t dash = text.find('-');
  if (dash != std::string_view::npos) {
    const std::string_view label = text.substr(dash + 1);
    for (char c : label) {
      const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
      if (!letter && !IsDigit(c) && c != '.' && c != '-') return {};
    }
    if (label.empty()) return {};
  }
  size_t numbers = 0;
  char previous = '.';
  bool other_than_zero = false;
  for (char c : text.substr(0, dash)) {
    if (!IsDigit(c) && (c != '.' || previous == '.')) return {};
    numbers += c != '.' && previous == '.';
    other_than_zero |= c >= '1' && c <= '9';
    previous = c;
  }
  // "0.0.0.0" is what compilers write where nobody has said a version.
  if (previous == '.' || numbers > 4 || !other_than_zero) return {};
  return text;
}

}  // namespace

absl::StatusOr<VersionInfo> ReadVersionInfo(std::string_view data) {
  VersionInfo info;
  Block top;
  if (!TakeBlock(data, top) || top.key != "VS_VERSION_INFO") {
    return absl::DataLossError("no version resource where the resource table has one");
  }
  info.fixed_version = FixedVersion(top.value);
  Block group;
  while (TakeBlock(top.children, group)) {
    if (group.key != "StringFileInfo") continue;
    Block table;
    while (TakeBlock(group.children, table)) ReadStrings(table.children, info);
  }
  return info;
}

std::string AssemblyName(const VersionInfo& info, std::string_view path) {
  for (std::string_view name : {std::string_view(info.internal_name),
                                std::string_view(info.original_filename), base::BaseName(path)}) {
    const size_t dot = name.rfind('.');
    if (dot != std::string_view::npos && dot != 0 &&
        (EqualsIgnoreCase(name.substr(dot), ".dll") ||
         EqualsIgnoreCase(name.substr(dot), ".exe"))) {
      name = name.substr(0, dot);
    }
    if (IsToken(name) && name.find_first_of("/\\") == std::string_view::npos) {
      return std::string(name);
    }
  }
  return {};
}

std::string AssemblyVersion(const VersionInfo& info) {
  for (std::string_view text :
       {std::string_view(info.product_version), std::string_view(info.file_version),
        std::string_view(info.fixed_version)}) {
    const std::string_view version = NugetVersion(text);
    if (!version.empty()) return std::string(version);
  }
  return {};
}

}  // namespace claircore::scanners
