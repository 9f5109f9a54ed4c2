#include "indexer/sqlite/wal_overlay.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/base/endian.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"

namespace claircore::internal {
namespace {

constexpr uint64_t kMaxWalBytes = uint64_t{1} << 30;
constexpr size_t kHeaderBytes = 32;
constexpr size_t kFrameHeaderBytes = 24;
constexpr uint32_t kMagic = 0x377f0682;  // the lowest bit says: checksums are big-endian
constexpr uint32_t kVersion = 3007000;

uint32_t BigEndian(const std::byte* p) { return base::Load<uint32_t>(p, base::ByteOrder::kBig); }

uint32_t LittleEndian(const std::byte* p) {
  return base::Load<uint32_t>(p, base::ByteOrder::kLittle);
}

struct Checksum {
  uint32_t s0 = 0;
  uint32_t s1 = 0;

  void Add(bool big_endian, std::span<const std::byte> bytes) {  // a multiple of 8
    for (size_t i = 0; i + 8 <= bytes.size(); i += 8) {
      const std::byte* p = bytes.data() + i;
      s0 += (big_endian ? BigEndian(p) : LittleEndian(p)) + s1;
      s1 += (big_endian ? BigEndian(p + 4) : LittleEndian(p + 4)) + s0;
    }
  }
  bool Matches(const std::byte* stored) const {
    return s0 == BigEndian(stored) && s1 == BigEndian(stored + 4);
  }
};

// False at the end of the file.
absl::StatusOr<bool> ReadFully(const RandomAccessSource& source, uint64_t position,
                               std::span<std::byte> buffer) {
  while (!buffer.empty()) {
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t n, source.ReadAt(position, buffer));
    if (n == 0) return false;
    position += n;
    buffer = buffer.subspan(n);
  }
  return true;
}

using PagesInWal = HashMap<uint32_t, uint64_t>;  // page, from 1 -> where its bytes are

class OverlaidDatabase final : public RandomAccessSource {
 public:
  OverlaidDatabase(std::shared_ptr<const RandomAccessSource> database,
                   std::shared_ptr<const RandomAccessSource> wal, uint32_t page_bytes,
                   uint32_t pages, PagesInWal in_wal)
      : database_(std::move(database)),
        wal_(std::move(wal)),
        page_bytes_(page_bytes),
        pages_(pages),
        in_wal_(std::move(in_wal)) {}

  uint64_t size() const override { return uint64_t{pages_} * page_bytes_; }

  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= size() || buffer.empty()) return size_t{0};
    // Up to the end of the page: a short read is for the caller to continue.
    const uint64_t offset = position % page_bytes_;
    buffer =
        buffer.first(static_cast<size_t>(std::min<uint64_t>(buffer.size(), page_bytes_ - offset)));
    const auto page = in_wal_.find(static_cast<uint32_t>(position / page_bytes_ + 1));
    CLAIRCORE_ASSIGN_OR_RETURN(
        const bool all, page == in_wal_.end() ? ReadFully(*database_, position, buffer)
                                              : ReadFully(*wal_, page->second + offset, buffer));
    if (!all) return absl::DataLossError("the database lacks a page");
    return buffer.size();
  }

 private:
  const std::shared_ptr<const RandomAccessSource> database_;
  const std::shared_ptr<const RandomAccessSource> wal_;
  const uint32_t page_bytes_;
  const uint32_t pages_;
  const PagesInWal in_wal_;
};

}  // namespace

absl::StatusOr<std::shared_ptr<const RandomAccessSource>> OverlayWal(
    const Context& context, std::shared_ptr<const RandomAccessSource> database,
    std::shared_ptr<const RandomAccessSource> wal) {
  if (wal->size() < kHeaderBytes) return database;
  if (wal->size() > kMaxWalBytes) {
    return absl::ResourceExhaustedError("a write-ahead log of more than 1 GiB");
  }
  std::vector<std::byte> header(kHeaderBytes);
  CLAIRCORE_ASSIGN_OR_RETURN(bool all, ReadFully(*wal, 0, header));
  if (!all) return database;
  const uint32_t magic = BigEndian(&header[0]);
  const uint32_t page_bytes = BigEndian(&header[8]);
  const bool big_endian = (magic & 1) != 0;
  Checksum sum;
  sum.Add(big_endian, std::span(header).first(24));
  if ((magic & ~uint32_t{1}) != kMagic || page_bytes < 512 || page_bytes > 65536 ||
      (page_bytes & (page_bytes - 1)) != 0 || !sum.Matches(&header[24])) {
    return database;
  }
  if (BigEndian(&header[4]) != kVersion) {
    return absl::DataLossError("a write-ahead log of an unknown version");
  }

  PagesInWal committed;
  std::vector<std::pair<uint32_t, uint64_t>> transaction;
  uint32_t pages = 0;
  std::vector<std::byte> frame(kFrameHeaderBytes + page_bytes);
  for (uint64_t position = kHeaderBytes; position + frame.size() <= wal->size();
       position += frame.size()) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(all, ReadFully(*wal, position, frame));
    const uint32_t page = BigEndian(&frame[0]);
    const uint32_t commit = BigEndian(&frame[4]);  // pages of the database from here on, or 0
    if (!all || page == 0 || !std::equal(&frame[8], &frame[16], &header[16])) break;
    sum.Add(big_endian, std::span(frame).first(8));
    sum.Add(big_endian, std::span(frame).subspan(kFrameHeaderBytes));
    if (!sum.Matches(&frame[16])) break;
    transaction.emplace_back(page, position + kFrameHeaderBytes);
    if (commit == 0) continue;
    // A page may be in neither file (SQLite never writes the one at 1 GiB), but not many.
    if (uint64_t{commit} * page_bytes > database->size() + wal->size() + page_bytes) {
      return absl::DataLossError("a write-ahead log of a larger database");
    }
    for (const auto& [number, at] : transaction) committed.insert_or_assign(number, at);
    transaction.clear();
    pages = commit;
  }
  if (committed.empty()) return database;
  return std::make_shared<const OverlaidDatabase>(std::move(database), std::move(wal), page_bytes,
                                                  pages, std::move(committed));
}

}  // namespace claircore::internal
