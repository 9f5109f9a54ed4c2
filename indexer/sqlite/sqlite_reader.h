#ifndef CLAIRCORE_INDEXER_SQLITE_SQLITE_READER_H_
#define CLAIRCORE_INDEXER_SQLITE_SQLITE_READER_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

struct sqlite3_stmt;

namespace claircore::internal {

// One row of a result. Columns count from 0. Views are valid until the next call for that column,
// and not after the visit.
class SqliteRow {
 public:
  int64_t Int(int column) const;            // 0 of what is no number
  std::string_view Text(int column) const;  // UTF-8 as far as the database kept its word
  std::string_view Blob(int column) const;
  bool IsNull(int column) const;

 private:
  friend class SqliteReader;
  explicit SqliteRow(sqlite3_stmt* statement) : statement_(statement) {}
  sqlite3_stmt* const statement_;
};

// Reads a SQLite 3 database (https://www.sqlite.org/fileformat2.html) of a layer, by SQLite itself,
// without a path on disk and without trusting it: its schema cannot make SQLite compute anything
// (no views, no virtual tables, no generated columns), a value has at most 64 MiB, and all queries
// together may take steps and return bytes in proportion to its size. One thread at a time; several
// readers may be used by several threads.
class SqliteReader {
 public:
  // `wal` is the "-wal" file next to the database, or null: its committed transactions count, as
  // they would for SQLite (see OverlayWal()). DATA_LOSS for what is no database.
  static absl::StatusOr<std::unique_ptr<SqliteReader>> Open(
      const Context& context, std::shared_ptr<const RandomAccessSource> database,
      std::shared_ptr<const RandomAccessSource> wal);
  ~SqliteReader();
  SqliteReader(const SqliteReader&) = delete;
  SqliteReader& operator=(const SqliteReader&) = delete;

  // Runs `sql`, one SELECT without functions, until `visit` (which must not query) returns false. Let it ask for rows in
  // the order of a key or an index: there is no disk to sort more than about 2 MB on. DATA_LOSS for
  // a damaged database or one that lacks the table or column; RESOURCE_EXHAUSTED beyond the bounds.
  absl::Status Query(const Context& context, std::string_view sql,
                     absl::FunctionRef<bool(const SqliteRow& row)> visit);

 private:
  struct State;
  explicit SqliteReader(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_SQLITE_SQLITE_READER_H_
