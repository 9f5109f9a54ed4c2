#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "indexer/sqlite/sqlite_reader.h"
#include "indexer/sqlite/test_databases.h"

namespace {

using claircore::Context;
using claircore::internal::BytesSource;
using claircore::internal::SqliteReader;
using claircore::internal::SqliteRow;

claircore::internal::TestDatabase Make() {
  return claircore::internal::MakeDatabase(
      "PRAGMA page_size=512; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;"
      "CREATE TABLE t(i INTEGER PRIMARY KEY, s TEXT, b BLOB); CREATE INDEX x ON t(s);"
      "INSERT INTO t VALUES(1, 'one', zeroblob(2000)), (2, 'two', x'01');"
      "PRAGMA wal_checkpoint(TRUNCATE);"
      "INSERT INTO t VALUES(3, 'three', NULL); DELETE FROM t WHERE i = 1;");
}

bool IsExpected(const absl::Status& status) {
  return status.ok() || status.code() == absl::StatusCode::kDataLoss ||
         status.code() == absl::StatusCode::kResourceExhausted;
}

}  // namespace

// A sound database with a log, edited: four bytes an edit - the file and place (two), what to do,
// and a value.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& made = *new auto(Make());
  std::string main = made.main;
  std::string wal = made.wal;
  for (size_t i = 0; i + 4 <= size; i += 4) {
    std::string& file = (data[i] & 0x80) != 0 ? wal : main;
    if (file.empty()) continue;
    const size_t at = ((data[i] & 0x7fu) << 8 | data[i + 1]) % file.size();
    switch (data[i + 2] % 4) {
      case 0:
        file[at] = static_cast<char>(data[i + 3]);
        break;
      case 1:
        file[at] = static_cast<char>(file[at] + data[i + 3]);
        break;
      case 2:
        file.resize(at);
        break;
      case 3:
        file.append(file, at, data[i + 3]);
        break;
    }
  }
  const auto reader = SqliteReader::Open(Context::Background(), BytesSource(main),
                                         wal.empty() ? nullptr : BytesSource(wal));
  if (!IsExpected(reader.status())) std::abort();
  if (!reader.ok()) return 0;
  for (std::string_view sql :
       {"SELECT i, s, b FROM t", "SELECT i, s, b FROM t ORDER BY s", "SELECT name FROM sqlite_schema"}) {
    size_t bytes = 0;
    const absl::Status status =
        (*reader)->Query(Context::Background(), sql, [&](const SqliteRow& row) {
          bytes += row.Text(0).size() + static_cast<size_t>(row.Int(0) & 1);
          return true;
        });
    if (!IsExpected(status)) std::abort();
  }
  return 0;
}
