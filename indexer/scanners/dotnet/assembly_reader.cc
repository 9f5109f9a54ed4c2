#include "indexer/scanners/dotnet/assembly_reader.h"

#include <algorithm>
#include <cstddef>
#include <utility>

#include "claircore/base/endian.h"

namespace claircore::scanners {
namespace {

uint16_t U16(std::string_view bytes, uint64_t at) {
  return base::LoadAt<uint16_t>(bytes, at, base::ByteOrder::kLittle);
}
uint32_t U32(std::string_view bytes, uint64_t at) {
  return base::LoadAt<uint32_t>(bytes, at, base::ByteOrder::kLittle);
}

constexpr uint64_t kHeadBytes = 4096;
constexpr uint64_t kPieceBytes = 64 << 10;
constexpr uint32_t kVersionResource = 16;  // RT_VERSION
constexpr uint32_t kSubdirectory = 0x80000000;

// The offset that a resource directory's first entry points to, or that of the entry `id`. False:
// no such entry.
bool FindEntry(std::string_view resources, uint64_t directory, std::optional<uint32_t> id,
               uint32_t& target) {
  const uint64_t entries =
      uint64_t{U16(resources, directory + 12)} + U16(resources, directory + 14);
  for (uint64_t i = 0; i < entries; ++i) {
    const uint64_t at = directory + 16 + 8 * i;
    if (at + 8 > resources.size()) return false;
    if (id.has_value() && U32(resources, at) != *id) continue;
    target = U32(resources, at + 4);
    return true;
  }
  return false;
}

}  // namespace

AssemblyReader::AssemblyReader(uint64_t file_size) : file_size_(file_size) {
  Collect(Stage::kHead, 0, std::min(file_size, kHeadBytes));
}

std::string_view AssemblyReader::Kept(std::string_view piece, uint64_t start, uint64_t begin) {
  if (begin < start || begin - start >= piece.size()) return {};
  return piece.substr(begin - start);
}

void AssemblyReader::Collect(Stage stage, uint64_t begin, uint64_t size) {
  stage_ = stage;
  begin_ = begin;
  size_ = std::min(size, begin > file_size_ ? 0 : file_size_ - begin);
  std::string_view kept = Kept(head_, 0, begin);
  if (const std::string_view more = Kept(resources_, resources_begin_, begin);
      more.size() > kept.size()) {
    kept = more;
  }
  piece_.assign(kept.substr(0, size_));
  if (piece_.size() < size_ && begin_ + piece_.size() < position_) {
    Finish(absl::DataLossError("resources that lie before the table that names them"));
  } else if (piece_.size() == size_) {
    Advance();
  }
}

bool AssemblyReader::Feed(std::string_view bytes) {
  while (!bytes.empty() && stage_ != Stage::kDone) {
    const uint64_t next = begin_ + piece_.size();
    if (position_ < next) {
      const uint64_t skipped = std::min<uint64_t>(next - position_, bytes.size());
      bytes.remove_prefix(skipped);
      position_ += skipped;
      continue;
    }
    const uint64_t taken = std::min<uint64_t>(size_ - piece_.size(), bytes.size());
    piece_.append(bytes.substr(0, taken));
    bytes.remove_prefix(taken);
    position_ += taken;
    if (piece_.size() == size_) Advance();
  }
  return stage_ != Stage::kDone;
}

void AssemblyReader::Advance() {
  switch (stage_) {
    case Stage::kHead:
      head_ = std::move(piece_);
      return ReadHead();
    case Stage::kResources:
      resources_ = std::move(piece_);
      resources_begin_ = begin_;
      return ReadResources();
    case Stage::kVersion: {
      absl::StatusOr<VersionInfo> info = ReadVersionInfo(piece_);
      if (info.ok()) info_ = *std::move(info);
      return Finish(info.status());
    }
    case Stage::kDone:
      return;
  }
}

void AssemblyReader::ReadHead() {
  const std::string_view head = head_;
  const uint64_t pe = U32(head, 0x3c);
  if (!head.starts_with("MZ") || U32(head, pe) != 0x4550) return Finish(absl::OkStatus());
  const uint64_t optional = pe + 24;
  const uint16_t magic = U16(head, optional);
  // The table of directories: 32 and 64 bit have it in different places.
  const uint64_t directories = optional + (magic == 0x20b ? 112 : 96);
  const uint32_t count = U32(head, directories - 4);
  const uint64_t resources = U32(head, directories + 2 * 8);
  const uint64_t runtime_header = U32(head, directories + 14 * 8);
  if ((magic != 0x10b && magic != 0x20b) || count <= 14 || runtime_header == 0 || resources == 0) {
    return Finish(absl::OkStatus());
  }
  const uint64_t sections = optional + U16(head, pe + 20);
  for (uint64_t i = 0; i < U16(head, pe + 6); ++i) {
    const uint64_t at = sections + 40 * i;
    if (at + 40 > head.size()) break;
    section_ = {U32(head, at + 12), U32(head, at + 20), U32(head, at + 16)};
    if (resources < section_.address || resources - section_.address >= section_.size) continue;
    const uint64_t skip = resources - section_.address;
    return Collect(Stage::kResources, section_.position + skip,
                   std::min(section_.size - skip, kPieceBytes));
  }
  Finish(absl::DataLossError("an assembly whose resources are in none of its sections"));
}

void AssemblyReader::ReadResources() {
  const std::string_view resources = resources_;
  // Three levels: the kind of resource, its name, its language.
  uint32_t names = 0;
  uint32_t languages = 0;
  uint32_t leaf = 0;
  if (!FindEntry(resources, 0, kVersionResource, names)) return Finish(absl::OkStatus());
  if (!(names & kSubdirectory) ||
      !FindEntry(resources, names & ~kSubdirectory, std::nullopt, languages) ||
      !(languages & kSubdirectory) ||
      !FindEntry(resources, languages & ~kSubdirectory, std::nullopt, leaf) ||
      (leaf & kSubdirectory) || leaf > resources.size() || resources.size() - leaf < 8) {
    return Finish(absl::DataLossError("a broken resource table"));
  }
  const uint64_t address = U32(resources, leaf);
  const uint64_t size = U32(resources, leaf + 4);
  if (address < section_.address || address - section_.address >= section_.size ||
      size > section_.size - (address - section_.address) || size > kPieceBytes) {
    return Finish(absl::DataLossError("a version resource that is not where it should be"));
  }
  Collect(Stage::kVersion, section_.position + (address - section_.address), size);
}

void AssemblyReader::Finish(absl::Status status) {
  status_ = std::move(status);
  stage_ = Stage::kDone;
  // There may be thousands of readers that wait for the scan.
  for (std::string* kept : {&piece_, &head_, &resources_}) std::string().swap(*kept);
}

absl::StatusOr<std::optional<VersionInfo>> AssemblyReader::Result() const {
  if (stage_ == Stage::kHead) return std::optional<VersionInfo>();
  if (stage_ != Stage::kDone) return absl::DataLossError("an assembly that is cut off");
  if (!status_.ok()) return status_;
  return info_;
}

}  // namespace claircore::scanners
