#ifndef CLAIRCORE_INDEXER_COALESCE_PATH_RECORD_H_
#define CLAIRCORE_INDEXER_COALESCE_PATH_RECORD_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "indexer/coalesce/path_table.h"

namespace claircore::internal {

// One record of a path table as it is stored: a path without what it shares with the one before.
struct RawRecord {
  size_t shared = 0;
  std::string_view suffix;
  PathFact fact;
};

// LEB128 without a sign, as protobuf's (https://protobuf.dev/programming-guides/encoding).
void AppendVarint(uint64_t value, std::string& out);
// Reads at `offset` and moves it. Absent: cut off, or longer than ten bytes.
std::optional<uint64_t> ReadVarint(std::string_view bytes, size_t& offset);

// Whether it is a hard link to a file that the layer does not hold.
bool IsDistantLink(const PathFact& fact);

void AppendRecord(const RawRecord& record, std::string& out);
// Reads at `offset` and moves it. Absent: cut off, longer than allowed, or with unknown flags.
std::optional<RawRecord> ReadRecord(std::string_view bytes, size_t& offset);
// The same of bytes that ReadRecord() has accepted before: no checks.
RawRecord ReadTrusted(std::string_view bytes, size_t& offset);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_PATH_RECORD_H_
