#include "indexer/coalesce/path_record.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace claircore::internal {
namespace {

constexpr unsigned char kTypeMask = 0x07;
constexpr unsigned char kEntry = 0x08;
constexpr unsigned char kWhiteout = 0x10;
constexpr unsigned char kOpaque = 0x20;
constexpr unsigned char kElsewhere = 0x40;  // a hard link to a file of an older layer
constexpr unsigned char kKnown = kTypeMask | kEntry | kWhiteout | kOpaque | kElsewhere;

unsigned char FlagsOf(const PathFact& fact) {
  unsigned char flags = 0;
  if (fact.entry) flags |= kEntry | static_cast<unsigned char>(fact.type);
  if (fact.whiteout) flags |= kWhiteout;
  if (fact.opaque) flags |= kOpaque;
  if (IsDistantLink(fact)) flags |= kElsewhere;
  return flags;
}

PathFact FactOf(unsigned char flags) {
  PathFact fact;
  fact.entry = (flags & kEntry) != 0;
  fact.type = static_cast<FileType>(flags & kTypeMask);
  fact.whiteout = (flags & kWhiteout) != 0;
  fact.opaque = (flags & kOpaque) != 0;
  return fact;
}

bool KnownFlags(unsigned char flags) {
  if ((flags & ~kKnown) != 0 || (flags & ~kTypeMask) == 0) return false;
  if ((flags & kEntry) == 0) return (flags & (kTypeMask | kElsewhere)) == 0;
  const bool hard_link = (flags & kTypeMask) == static_cast<unsigned char>(FileType::kHardLink);
  if ((flags & kElsewhere) != 0 && !hard_link) return false;
  return (flags & kTypeMask) <= static_cast<unsigned char>(FileType::kOther);
}

bool HasTarget(unsigned char flags) {
  if ((flags & kElsewhere) != 0) return true;
  return (flags & kEntry) != 0 &&
         (flags & kTypeMask) == static_cast<unsigned char>(FileType::kSymlink);
}

uint64_t ReadTrustedVarint(std::string_view bytes, size_t& offset) {
  uint64_t value = 0;
  for (int shift = 0;; shift += 7) {
    const unsigned char byte = static_cast<unsigned char>(bytes[offset++]);
    value |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
}

}  // namespace

void AppendVarint(uint64_t value, std::string& out) {
  while (value >= 0x80) {
    out += static_cast<char>(value | 0x80);
    value >>= 7;
  }
  out += static_cast<char>(value);
}

std::optional<uint64_t> ReadVarint(std::string_view bytes, size_t& offset) {
  uint64_t value = 0;
  for (int shift = 0; shift < 70 && offset < bytes.size(); shift += 7) {
    const unsigned char byte = static_cast<unsigned char>(bytes[offset++]);
    if (shift == 63 && byte > 1) return std::nullopt;
    value |= uint64_t{byte & 0x7Fu} << shift;
    if (byte < 0x80) return value;
  }
  return std::nullopt;
}

bool IsDistantLink(const PathFact& fact) {
  return fact.entry && fact.type == FileType::kHardLink && !fact.link_target.empty();
}

void AppendRecord(const RawRecord& record, std::string& out) {
  AppendVarint(record.shared, out);
  AppendVarint(record.suffix.size(), out);
  const unsigned char flags = FlagsOf(record.fact);
  out += static_cast<char>(flags);
  out += record.suffix;
  if (!HasTarget(flags)) return;
  AppendVarint(record.fact.link_target.size(), out);
  out += record.fact.link_target;
}

std::optional<RawRecord> ReadRecord(std::string_view bytes, size_t& offset) {
  const std::optional<uint64_t> shared = ReadVarint(bytes, offset);
  const std::optional<uint64_t> length = ReadVarint(bytes, offset);
  if (!shared || *shared > PathTable::kMaxPathBytes) return std::nullopt;
  if (!length || *length > PathTable::kMaxPathBytes - *shared) return std::nullopt;
  if (offset >= bytes.size() || *length > bytes.size() - offset - 1) return std::nullopt;
  const unsigned char flags = static_cast<unsigned char>(bytes[offset++]);
  if (!KnownFlags(flags)) return std::nullopt;
  RawRecord record{static_cast<size_t>(*shared), bytes.substr(offset, *length), FactOf(flags)};
  offset += *length;
  if (HasTarget(flags)) {
    const std::optional<uint64_t> target = ReadVarint(bytes, offset);
    if (!target || *target > PathTable::kMaxPathBytes || *target > bytes.size() - offset) {
      return std::nullopt;
    }
    // Equal tables have equal bytes: a hard link without a target has no flag for it.
    if (*target == 0 && (flags & kElsewhere) != 0) return std::nullopt;
    record.fact.link_target = bytes.substr(offset, *target);
    offset += *target;
  }
  return record;
}

RawRecord ReadTrusted(std::string_view bytes, size_t& offset) {
  RawRecord record;
  record.shared = ReadTrustedVarint(bytes, offset);
  const size_t length = ReadTrustedVarint(bytes, offset);
  const unsigned char flags = static_cast<unsigned char>(bytes[offset++]);
  record.fact = FactOf(flags);
  record.suffix = std::string_view(bytes.data() + offset, length);
  offset += length;
  if (HasTarget(flags)) {
    const size_t target = ReadTrustedVarint(bytes, offset);
    record.fact.link_target = std::string_view(bytes.data() + offset, target);
    offset += target;
  }
  return record;
}

}  // namespace claircore::internal
