#include "indexer/rpmdb/rpm_header.h"

#include <cstring>
#include <string>

#include "claircore/base/endian.h"
#include "indexer/rpmdb/bytes.h"
#include "indexer/rpmdb/record_visitor.h"

namespace claircore::rpmdb {
namespace {

constexpr size_t kPreambleBytes = 8;
constexpr size_t kEntryBytes = 16;
constexpr uint32_t kMaxEntries = 0xffff;
constexpr size_t kMaxFolders = 1'000'000;  // they cost more memory than bytes of the header

// rpm's data types, by their numbers in a header.
enum Type : uint32_t {
  kNull,
  kChar,
  kInt8,
  kInt16,
  kInt32,
  kInt64,
  kString,
  kBinary,
  kStringArray,
  kI18nString,
  kTypes
};
// Bytes of one value; of a string, the least. Also its alignment.
constexpr std::array<uint8_t, kTypes> kWidth = {1, 1, 1, 2, 4, 8, 1, 1, 1, 1};

bool IsString(uint32_t type) {
  return type == kString || type == kStringArray || type == kI18nString;
}

bool IsRegion(uint32_t tag) { return tag >= 61 && tag <= 63; }

std::optional<RpmField> FieldOf(uint32_t tag) {
  switch (tag) {
    case 259:
      return RpmField::kSignature;
    case 1000:
      return RpmField::kName;
    case 1001:
      return RpmField::kVersion;
    case 1002:
      return RpmField::kRelease;
    case 1003:
      return RpmField::kEpoch;
    case 1022:
      return RpmField::kArch;
    case 1027:
      return RpmField::kOldFileNames;
    case 1044:
      return RpmField::kSourceRpm;
    case 1116:
      return RpmField::kDirIndexes;
    case 1117:
      return RpmField::kBaseNames;
    case 1118:
      return RpmField::kDirNames;
    case 5092:
      return RpmField::kPayloadDigest;
    case 5093:
      return RpmField::kPayloadDigestAlgo;
    case 5096:
      return RpmField::kModularityLabel;
    default:
      return std::nullopt;
  }
}

// Some rpms wrote one kind of strings for another.
bool TypeFits(RpmField field, uint32_t type) {
  switch (field) {
    case RpmField::kSignature:
      return type == kBinary;
    case RpmField::kEpoch:
    case RpmField::kDirIndexes:
    case RpmField::kPayloadDigestAlgo:
      return type == kInt32;
    default:
      return IsString(type);
  }
}

struct IndexEntry {
  uint32_t tag;
  uint32_t type;
  uint32_t offset;
  uint32_t count;
};

IndexEntry LoadEntry(const char* p) {
  return {base::Load<uint32_t>(p, base::ByteOrder::kBig),
          base::Load<uint32_t>(p + 4, base::ByteOrder::kBig),
          base::Load<uint32_t>(p + 8, base::ByteOrder::kBig),
          base::Load<uint32_t>(p + 12, base::ByteOrder::kBig)};
}

absl::Status Lie(uint32_t tag, const char* what) {
  return absl::DataLossError("tag " + std::to_string(tag) + ": " + what);
}

// The first entry may name a region, what the package was built with and signed as: its last 16
// bytes of data repeat the entry, and say how many entries are in it.
absl::Status CheckRegion(const IndexEntry& region, uint32_t entries, std::string_view data) {
  if (region.type != kBinary || region.count != kEntryBytes) return Lie(region.tag, "no region");
  if (data.size() < kEntryBytes || region.offset > data.size() - kEntryBytes) {
    return Lie(region.tag, "the region ends outside");
  }
  const IndexEntry trailer = LoadEntry(data.data() + region.offset);
  const uint32_t index_bytes = uint32_t{0} - trailer.offset;  // stored as a negative number
  if (trailer.tag != region.tag || trailer.type != kBinary || trailer.count != kEntryBytes ||
      index_bytes % kEntryBytes != 0 || index_bytes / kEntryBytes > entries || index_bytes == 0) {
    return Lie(region.tag, "the region's trailer lies");
  }
  return absl::OkStatus();
}

absl::Status CheckEntry(const IndexEntry& e, std::string_view data) {
  if (e.type >= kTypes) return Lie(e.tag, "unknown type");
  const uint32_t width = kWidth[e.type];
  if (e.offset % width != 0) return Lie(e.tag, "badly aligned");
  if (e.offset > data.size() || e.count == 0 || e.count > (data.size() - e.offset) / width) {
    return Lie(e.tag, "outside of the data");
  }
  if (e.type == kString && e.count != 1) return Lie(e.tag, "more than one string");
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<RpmHeader> RpmHeader::Parse(std::string_view blob) {
  if (blob.size() < kPreambleBytes) return absl::DataLossError("too short for a header");
  if (blob.size() > kMaxHeaderBytes) return absl::ResourceExhaustedError("a header over 64 MiB");
  const uint32_t entries = base::Load<uint32_t>(blob.data(), base::ByteOrder::kBig);
  const uint32_t data_bytes = base::Load<uint32_t>(blob.data() + 4, base::ByteOrder::kBig);
  if (entries == 0 || entries > kMaxEntries) return absl::DataLossError("no or too many tags");
  if (uint64_t{kPreambleBytes} + uint64_t{entries} * kEntryBytes + data_bytes != blob.size()) {
    return absl::DataLossError("the header's size lies");
  }
  RpmHeader header;
  const char* index = blob.data() + kPreambleBytes;
  header.data_ = blob.substr(kPreambleBytes + size_t{entries} * kEntryBytes);
  // A string that begins at or before the last NUL has an end. Looked for once: entries may share
  // their bytes, all 65,535 of them the same 64 MiB.
  const size_t last_nul = header.data_.rfind('\0');
  for (uint32_t i = 0; i < entries; ++i) {
    const IndexEntry e = LoadEntry(index + size_t{i} * kEntryBytes);
    if (i == 0 && IsRegion(e.tag)) {
      if (absl::Status s = CheckRegion(e, entries, header.data_); !s.ok()) return s;
      continue;
    }
    if (absl::Status s = CheckEntry(e, header.data_); !s.ok()) return s;
    const std::optional<RpmField> field = FieldOf(e.tag);
    if (!field) continue;
    if (!TypeFits(*field, e.type)) return Lie(e.tag, "wrong type");
    if (IsString(e.type) && (last_nul == std::string_view::npos || e.offset > last_nul)) {
      return Lie(e.tag, "a string without an end");
    }
    // What was added when installing follows the region and replaces what is in it.
    header.entries_[static_cast<size_t>(*field)] = {e.offset, e.count};
  }
  return header;
}

std::string_view RpmHeader::String(RpmField field) const {
  const Entry& e = entry(field);
  if (e.count == 0) return {};
  return data_.substr(e.offset, data_.find('\0', e.offset) - e.offset);
}

std::string_view RpmHeader::Bytes(RpmField field) const {
  const Entry& e = entry(field);
  return data_.substr(e.offset, e.count);
}

std::optional<uint32_t> RpmHeader::Number(RpmField field) const {
  if (entry(field).count == 0) return std::nullopt;
  return NumberAt(field, 0);
}

uint32_t RpmHeader::NumberAt(RpmField field, size_t index) const {
  return base::Load<uint32_t>(data_.data() + entry(field).offset + index * 4,
                              base::ByteOrder::kBig);
}

absl::Status RpmHeader::Strings(RpmField field,
                                absl::FunctionRef<absl::Status(std::string_view)> visit) const {
  const Entry& e = entry(field);
  std::string_view rest = data_.substr(e.offset);
  for (uint32_t i = 0; i < e.count; ++i) {
    const size_t end = rest.find('\0');
    if (end == std::string_view::npos) return absl::DataLossError("a list of strings is cut off");
    if (absl::Status s = visit(rest.substr(0, end)); !s.ok()) return s;
    rest.remove_prefix(end + 1);
  }
  return absl::OkStatus();
}

absl::Status RpmFileLister::ForEach(
    const RpmHeader& header,
    absl::FunctionRef<absl::Status(std::string_view folder, std::string_view name)> visit) {
  if (header.Count(RpmField::kBaseNames) == 0) {
    return header.Strings(RpmField::kOldFileNames,
                          [&](std::string_view path) { return visit({}, path); });
  }
  if (header.Count(RpmField::kBaseNames) != header.Count(RpmField::kDirIndexes)) {
    return absl::DataLossError("not as many folders as files");
  }
  if (header.Count(RpmField::kDirNames) > kMaxFolders) {
    return absl::ResourceExhaustedError("too many folders");
  }
  folders_.clear();
  absl::Status status = header.Strings(RpmField::kDirNames, [&](std::string_view folder) {
    folders_.push_back(folder);
    return absl::OkStatus();
  });
  if (!status.ok()) return status;
  size_t file = 0;
  return header.Strings(RpmField::kBaseNames, [&](std::string_view name) -> absl::Status {
    const uint32_t folder = header.NumberAt(RpmField::kDirIndexes, file++);
    if (folder >= folders_.size()) return absl::DataLossError("a file of an unknown folder");
    return visit(folders_[folder], name);
  });
}

}  // namespace claircore::rpmdb
