#ifndef CLAIRCORE_INDEXER_RPMDB_RPM_DATABASE_H_
#define CLAIRCORE_INDEXER_RPMDB_RPM_DATABASE_H_

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "indexer/rpmdb/record_visitor.h"

namespace claircore::rpmdb {

// rpm's three kinds of databases.
enum class RpmDatabaseKind : uint8_t { kBdb, kNdb, kSqlite };
std::string_view RpmDatabaseKindName(RpmDatabaseKind kind);  // "bdb", "ndb", "sqlite"

// The kind that a file is by its first bytes, kMagicBytes of them; absent if it is none.
inline constexpr size_t kMagicBytes = 16;
std::optional<RpmDatabaseKind> RpmDatabaseKindOf(std::string_view head);

// Reads all packages of a database. `wal` is what SQLite had not yet moved from its log into
// `file`; null for the others, and when there is none.
//
// Not OK when nothing can be read, when `visitor` says so, or when the context has ended.
absl::Status ReadRpmDatabase(const Context& context, RpmDatabaseKind kind,
                             std::shared_ptr<const RandomAccessSource> file,
                             std::shared_ptr<const RandomAccessSource> wal, RecordVisitor& visitor);

}  // namespace claircore::rpmdb

#endif  // CLAIRCORE_INDEXER_RPMDB_RPM_DATABASE_H_
