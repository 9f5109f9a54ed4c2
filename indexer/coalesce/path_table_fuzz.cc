// Feeds PathTable::Decode() what a hostile store could return: as it is, and as the records of a
// frame that is otherwise right, so that the fuzzer gets past zstd's checksum.
#include <zstd.h>

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "claircore/context.h"
#include "indexer/coalesce/path_record.h"
#include "indexer/coalesce/path_table.h"

namespace {

using claircore::Context;
using claircore::internal::PathTable;

void Use(const PathTable& table) {
  std::string last;
  size_t number = 0;
  for (PathTable::Cursor c(table, 0); c.valid(); c.Next(), ++number) {
    if (number > 0 && c.path() <= last) std::abort();
    last = c.path();
    if (number % 64 == 0 && table.LowerBound(last, 0, table.size()) != number) std::abort();
  }
  if (number != table.size()) std::abort();
  const auto blob = table.Encode(Context::Background());
  if (!blob.ok() || !PathTable::Decode(Context::Background(), *blob).ok()) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  if (const auto table = PathTable::Decode(Context::Background(), input); table.ok()) Use(*table);

  if (input.empty()) return 0;
  const size_t records = static_cast<uint8_t>(input[0]);
  const std::string_view bytes = input.substr(1);
  std::string blob = "CCPT\x02";
  claircore::internal::AppendVarint(bytes.size(), blob);
  claircore::internal::AppendVarint(records, blob);
  std::string frame(ZSTD_compressBound(bytes.size()), '\0');
  frame.resize(ZSTD_compress(frame.data(), frame.size(), bytes.data(), bytes.size(), 1));
  if (const auto table = PathTable::Decode(Context::Background(), blob + frame); table.ok())
    Use(*table);
  return 0;
}
