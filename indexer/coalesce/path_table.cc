#include "indexer/coalesce/path_table.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "indexer/coalesce/path_record.h"

namespace claircore::internal {

std::string_view PathTable::FirstOf(size_t block) const {
  size_t offset = restarts_[block];
  const RawRecord record = ReadTrusted(bytes_, offset);
  return record.suffix;
}

size_t PathTable::LowerBound(std::string_view path, size_t begin, size_t end) const {
  end = std::min(end, size_);
  if (begin >= end) return end;
  // The last block that begins at or before `path`: what is looked for is in it or begins the next.
  size_t low = begin / kRestart;
  size_t high = (end - 1) / kRestart + 1;
  while (high - low > 1) {
    const size_t middle = low + (high - low) / 2;
    if (FirstOf(middle) <= path) {
      low = middle;
    } else {
      high = middle;
    }
  }
  Cursor cursor(*this, low * kRestart);
  while (cursor.position() < end && (cursor.position() < begin || cursor.path() < path)) {
    cursor.Next();
  }
  return std::min(cursor.position(), end);
}

PathTable::Cursor::Cursor(const PathTable& table, size_t position)
    : table_(table), position_(std::min(position, table.size_)), next_(0) {
  if (!valid()) return;
  const size_t wanted = position_;
  position_ = wanted / kRestart * kRestart;
  next_ = table_.restarts_[wanted / kRestart];
  Read();
  while (position_ < wanted) Next();
}

void PathTable::Cursor::Next() {
  ++position_;
  if (valid()) Read();
}

void PathTable::Cursor::Read() {
  const RawRecord record = ReadTrusted(table_.bytes_, next_);
  path_.resize(record.shared);
  path_ += record.suffix;
  fact_ = record.fact;
}

absl::Status PathTableWriter::Add(std::string_view path, const PathFact& fact) {
  if (table_.size_ > 0 && path <= last_) {
    return absl::InvalidArgumentError("paths of a table must ascend");
  }
  if (path.size() > PathTable::kMaxPathBytes || fact.link_target.size() > PathTable::kMaxPathBytes)
    return absl::ResourceExhaustedError("path table: a path is too long");
  RawRecord record;
  record.fact = fact;
  if (table_.size_ % PathTable::kRestart == 0) {
    table_.restarts_.push_back(static_cast<uint32_t>(table_.bytes_.size()));
  } else {
    const size_t most = std::min(last_.size(), path.size());
    while (record.shared < most && last_[record.shared] == path[record.shared]) ++record.shared;
  }
  record.suffix = path.substr(record.shared);
  AppendRecord(record, table_.bytes_);
  table_.has_distant_links_ |= IsDistantLink(fact);
  if (table_.bytes_.size() > PathTable::kMaxBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("path table: more than ", PathTable::kMaxBytes, " bytes"));
  }
  ++table_.size_;
  last_ = path;
  return absl::OkStatus();
}

PathTable PathTableWriter::Finish() && {
  table_.bytes_.shrink_to_fit();
  return std::move(table_);
}

}  // namespace claircore::internal
