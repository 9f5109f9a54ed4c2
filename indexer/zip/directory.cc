#include "indexer/zip/directory.h"

#include <algorithm>
#include <optional>

#include "claircore/internal/status_macros.h"

namespace claircore::zip {
namespace {

// Signatures and the sizes of the records' fixed parts: APPNOTE 4.3.
constexpr uint32_t kEntry = 0x02014b50;
constexpr size_t kEntryBytes = 46;
constexpr uint32_t kEnd = 0x06054b50;
constexpr size_t kEndBytes = 22;
constexpr uint32_t kEnd64 = 0x06064b50;
constexpr size_t kEnd64Bytes = 56;
constexpr uint32_t kLocator64 = 0x07064b50;
constexpr size_t kLocator64Bytes = 20;
constexpr uint32_t kSignature = 0x05054b50;  // may follow the last entry

constexpr size_t kPiece = 64 << 10;
constexpr uint32_t kIn64 = 0xffffffff;  // the number is in the ZIP64 field

absl::Status Damaged(const char* what) {
  return absl::DataLossError(std::string("damaged zip: ") + what);
}

// Where the end record begins in the archive's last bytes: best one whose comment ends where the
// archive does, else the last one whose comment fits.
std::optional<size_t> FindEnd(std::string_view tail) {
  std::optional<size_t> fits;
  for (size_t at = tail.size() < kEndBytes ? 0 : tail.size() - kEndBytes + 1; at-- > 0;) {
    if (tail[at] != 'P' || Number<uint32_t>(tail, at) != kEnd) continue;
    const size_t end = at + kEndBytes + Number<uint16_t>(tail, at + 20);
    if (end == tail.size()) return at;
    if (end < tail.size() && !fits) fits = at;
  }
  return fits;
}

struct EndRecord {
  uint64_t position = 0;
  uint64_t directory_bytes = 0;
  uint64_t directory_offset = 0;  // as stated
};

absl::StatusOr<EndRecord> ReadEnd(const RandomAccessSource& archive, Budget& budget) {
  std::string tail;
  // Most archives have no comment.
  for (const uint64_t most : {uint64_t{kEndBytes}, uint64_t{kEndBytes + 0xffff}}) {
    const uint64_t size = std::min(archive.size(), most);
    CLAIRCORE_RETURN_IF_ERROR(budget.SpendBytes(size));
    CLAIRCORE_RETURN_IF_ERROR(
        ReadExactly(archive, archive.size() - size, static_cast<size_t>(size), tail));
    const std::optional<size_t> at = FindEnd(tail);
    if (!at) continue;
    EndRecord end;
    end.position = archive.size() - size + *at;
    end.directory_bytes = Number<uint32_t>(tail, *at + 12);
    end.directory_offset = Number<uint32_t>(tail, *at + 16);
    return end;
  }
  return absl::InvalidArgumentError("no zip archive: it has no end record");
}

// Replaces `end` by what the ZIP64 record says, if there is one.
absl::Status ReadEnd64(const RandomAccessSource& archive, EndRecord& end) {
  if (end.position < kLocator64Bytes + kEnd64Bytes) return absl::OkStatus();
  std::string bytes;
  const uint64_t locator = end.position - kLocator64Bytes;
  CLAIRCORE_RETURN_IF_ERROR(ReadExactly(archive, locator, kLocator64Bytes, bytes));
  if (Number<uint32_t>(bytes, 0) != kLocator64) return absl::OkStatus();
  // Right before the locator, unless it is of a later version; then where the locator says.
  const uint64_t stated = Number<uint64_t>(bytes, 8);
  for (const uint64_t at : {locator - kEnd64Bytes, stated}) {
    if (at > locator - kEnd64Bytes) continue;
    CLAIRCORE_RETURN_IF_ERROR(ReadExactly(archive, at, kEnd64Bytes, bytes));
    if (Number<uint32_t>(bytes, 0) != kEnd64) continue;
    end.position = at;
    end.directory_bytes = Number<uint64_t>(bytes, 40);
    end.directory_offset = Number<uint64_t>(bytes, 48);
    return absl::OkStatus();
  }
  return Damaged("no ZIP64 end record");
}

// Takes the numbers that did not fit out of the ZIP64 extra field.
bool Widen(std::string_view extra, Member& member) {
  while (extra.size() >= 4) {
    const auto id = Number<uint16_t>(extra, 0);
    const size_t size = Number<uint16_t>(extra, 2);
    extra.remove_prefix(4);
    if (size > extra.size()) return false;
    if (id != 1) {
      extra.remove_prefix(size);
      continue;
    }
    std::string_view field = extra.substr(0, size);
    for (uint64_t* number : {&member.size, &member.packed_size, &member.header}) {
      if (*number != kIn64) continue;
      if (field.size() < 8) return false;
      *number = Number<uint64_t>(field, 0);
      field.remove_prefix(8);
    }
    return true;
  }
  // Without the field, 2^32 - 1 is a number like any other.
  return true;
}

}  // namespace

absl::Status ReadExactly(const RandomAccessSource& source, uint64_t position, size_t size,
                         std::string& out) {
  out.resize(size);
  size_t have = 0;
  while (have < size) {
    CLAIRCORE_ASSIGN_OR_RETURN(
        const size_t n,
        source.ReadAt(position + have, std::as_writable_bytes(std::span(out).subspan(have))));
    if (n == 0) return Damaged("it is cut off");
    have += n;
  }
  return absl::OkStatus();
}

absl::StatusOr<Directory> FindDirectory(const RandomAccessSource& archive, Budget& budget) {
  CLAIRCORE_ASSIGN_OR_RETURN(EndRecord end, ReadEnd(archive, budget));
  if (end.directory_offset == kIn64 || end.directory_bytes == kIn64) {
    CLAIRCORE_RETURN_IF_ERROR(ReadEnd64(archive, end));
  }
  if (end.directory_bytes > end.position) return Damaged("its directory is larger than it is");
  Directory directory;
  directory.begin = end.position - end.directory_bytes;
  directory.end = end.position;
  if (end.directory_bytes == 0) return directory;
  // The directory lies before the end record, wherever it says that it is: the difference is what
  // was put before the archive. Signing tools leave a gap there instead.
  std::string bytes;
  if (end.directory_bytes < kEntryBytes) return Damaged("its directory is too short");
  CLAIRCORE_RETURN_IF_ERROR(ReadExactly(archive, directory.begin, 4, bytes));
  if (Number<uint32_t>(bytes, 0) == kEntry && directory.begin >= end.directory_offset) {
    directory.base = directory.begin - end.directory_offset;
    return directory;
  }
  if (end.directory_offset > directory.begin) return Damaged("its directory is not where it says");
  directory.begin = end.directory_offset;
  directory.end = directory.begin + end.directory_bytes;
  return directory;
}

absl::Status DirectoryReader::Need(size_t n) {
  const size_t have = bytes_.size() - at_;
  if (have >= n) return absl::OkStatus();
  bytes_.erase(0, at_);
  at_ = 0;
  const uint64_t left = directory_.end - next_;
  if (left < n - have) return Damaged("its directory ends inside of an entry");
  const auto more = static_cast<size_t>(std::min<uint64_t>(left, std::max(n - have, kPiece)));
  CLAIRCORE_RETURN_IF_ERROR(budget_.SpendBytes(more));
  CLAIRCORE_RETURN_IF_ERROR(ReadExactly(archive_, next_, more, fresh_));
  bytes_ += fresh_;
  next_ += more;
  return absl::OkStatus();
}

absl::StatusOr<bool> DirectoryReader::Next(Member& member) {
  if (at_ == bytes_.size() && next_ == directory_.end) return false;
  CLAIRCORE_RETURN_IF_ERROR(Need(4));
  const auto signature = Number<uint32_t>(bytes_, at_);
  if (signature == kSignature) return false;
  if (signature != kEntry) return Damaged("no entry where its directory should have one");
  CLAIRCORE_RETURN_IF_ERROR(budget_.SpendMember());
  CLAIRCORE_RETURN_IF_ERROR(Need(kEntryBytes));
  const size_t name = Number<uint16_t>(bytes_, at_ + 28);
  const size_t extra = Number<uint16_t>(bytes_, at_ + 30);
  const size_t comment = Number<uint16_t>(bytes_, at_ + 32);
  CLAIRCORE_RETURN_IF_ERROR(Need(kEntryBytes + name + extra + comment));
  const std::string_view entry = std::string_view(bytes_).substr(at_);
  member.encrypted = (Number<uint16_t>(entry, 8) & 1) != 0;
  member.method = Number<uint16_t>(entry, 10);
  member.crc32 = Number<uint32_t>(entry, 16);
  member.packed_size = Number<uint32_t>(entry, 20);
  member.size = Number<uint32_t>(entry, 24);
  member.header = Number<uint32_t>(entry, 42);
  member.name.assign(entry.substr(kEntryBytes, name));
  if (!Widen(entry.substr(kEntryBytes + name, extra), member)) {
    return Damaged("an entry's ZIP64 field is too short");
  }
  // Wraps around for hostile offsets; Reader compares it with the archive's size.
  member.header += directory_.base;
  at_ += kEntryBytes + name + extra + comment;
  return true;
}

}  // namespace claircore::zip
