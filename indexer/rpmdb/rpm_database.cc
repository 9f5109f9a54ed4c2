#include "indexer/rpmdb/rpm_database.h"

#include <utility>

#include "absl/status/statusor.h"
#include "claircore/base/endian.h"
#include "indexer/rpmdb/bdb.h"
#include "indexer/rpmdb/bytes.h"
#include "indexer/rpmdb/ndb.h"
#include "indexer/sqlite/sqlite_reader.h"

namespace claircore::rpmdb {
namespace {

constexpr uint32_t kBdbHashMagic = 0x00061561;
constexpr std::string_view kSqliteMagic("SQLite format 3\0", 16);

absl::Status ReadSqlite(const Context& context, std::shared_ptr<const RandomAccessSource> file,
                        std::shared_ptr<const RandomAccessSource> wal, RecordVisitor& visitor) {
  auto reader = internal::SqliteReader::Open(context, std::move(file), std::move(wal));
  if (!reader.ok()) return reader.status();
  absl::Status visited;
  absl::Status status = (*reader)->Query(
      context, "SELECT hnum, blob FROM Packages", [&](const internal::SqliteRow& row) {
        visited = visitor.Record(static_cast<uint32_t>(row.Int(0)), row.Blob(1));
        return visited.ok();
      });
  return visited.ok() ? status : visited;
}

}  // namespace

std::string_view RpmDatabaseKindName(RpmDatabaseKind kind) {
  switch (kind) {
    case RpmDatabaseKind::kBdb:
      return "bdb";
    case RpmDatabaseKind::kNdb:
      return "ndb";
    case RpmDatabaseKind::kSqlite:
      return "sqlite";
  }
  return "";
}

std::optional<RpmDatabaseKind> RpmDatabaseKindOf(std::string_view head) {
  if (head.starts_with(kSqliteMagic)) return RpmDatabaseKind::kSqlite;
  if (head.starts_with("RpmP")) return RpmDatabaseKind::kNdb;
  if (head.size() < kMagicBytes) return std::nullopt;
  const bool is_bdb =
      base::Load<uint32_t>(head.data() + 12, base::ByteOrder::kBig) == kBdbHashMagic ||
      base::Load<uint32_t>(head.data() + 12, base::ByteOrder::kLittle) == kBdbHashMagic;
  return is_bdb ? std::optional(RpmDatabaseKind::kBdb) : std::nullopt;
}

absl::Status ReadRpmDatabase(const Context& context, RpmDatabaseKind kind,
                             std::shared_ptr<const RandomAccessSource> file,
                             std::shared_ptr<const RandomAccessSource> wal,
                             RecordVisitor& visitor) {
  switch (kind) {
    case RpmDatabaseKind::kBdb:
      return ReadBdb(context, *file, visitor);
    case RpmDatabaseKind::kNdb:
      return ReadNdb(context, *file, visitor);
    case RpmDatabaseKind::kSqlite:
      return ReadSqlite(context, std::move(file), std::move(wal), visitor);
  }
  return absl::InternalError("an unknown kind of database");
}

}  // namespace claircore::rpmdb
