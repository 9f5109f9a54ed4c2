#ifndef CLAIRCORE_INDEXER_SQLITE_TEST_DATABASES_H_
#define CLAIRCORE_INDEXER_SQLITE_TEST_DATABASES_H_

#include <memory>
#include <string>
#include <string_view>

#include "claircore/io.h"

namespace claircore::internal {

// A database as SQLite left it while it was still open.
struct TestDatabase {
  std::string main;
  std::string wal;  // empty unless `sql` said "PRAGMA journal_mode=WAL"
};
// Runs `sql`, any number of statements, on an empty database in a temporary folder, with SQLite's
// own hands. Aborts on an error.
TestDatabase MakeDatabase(std::string_view sql);

std::shared_ptr<const RandomAccessSource> BytesSource(std::string bytes);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_SQLITE_TEST_DATABASES_H_
