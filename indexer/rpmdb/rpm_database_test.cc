#include "indexer/rpmdb/rpm_database.h"

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "claircore/base/sources.h"
#include "gtest/gtest.h"
#include "indexer/rpmdb/test_databases.h"
#include "indexer/sqlite/test_databases.h"

namespace claircore::rpmdb {
namespace {

using Names = std::vector<std::string>;

std::string Package(const std::string& name) {
  return MakeHeader({.name = name, .version = "1", .release = "1"});
}

std::shared_ptr<const RandomAccessSource> Bytes(std::string bytes) {
  return bytes.empty() ? nullptr : std::make_shared<base::StringSource>(std::move(bytes));
}

std::string Hex(const std::string& bytes) {
  std::string hex = "X'";
  for (char c : bytes) {
    for (int shift : {4, 0}) hex += "0123456789abcdef"[static_cast<uint8_t>(c) >> shift & 15];
  }
  return hex + "'";
}

TEST(RpmDatabase, KnowsTheKindsByTheirBytes) {
  EXPECT_EQ(RpmDatabaseKindOf(MakeBdb({})), RpmDatabaseKind::kBdb);
  EXPECT_EQ(RpmDatabaseKindOf(MakeBdb({}, {.big_endian = true})), RpmDatabaseKind::kBdb);
  EXPECT_EQ(RpmDatabaseKindOf(MakeNdb({})), RpmDatabaseKind::kNdb);
  EXPECT_EQ(RpmDatabaseKindOf(std::string("SQLite format 3\0", 16)), RpmDatabaseKind::kSqlite);
  for (std::string_view text : {"", "Package: bash\nVersion: 5\n", "SQLite format 3", "RpmX"}) {
    EXPECT_EQ(RpmDatabaseKindOf(text), std::nullopt) << text;
  }
}

TEST(RpmDatabase, ReadsAllKinds) {
  const std::string table =
      "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL);"
      "INSERT INTO Packages VALUES (1, " +
      Hex(Package("a")) + "), (2, " + Hex(Package("b")) + ");";
  const std::vector<std::string> headers = {Package("a"), Package("b")};
  for (const auto& [kind, bytes] : {
           std::pair(RpmDatabaseKind::kBdb, MakeBdb(headers)),
           std::pair(RpmDatabaseKind::kNdb, MakeNdb(headers)),
           std::pair(RpmDatabaseKind::kSqlite, internal::MakeDatabase(table).main),
       }) {
    SCOPED_TRACE(RpmDatabaseKindName(kind));
    FakeVisitor found;
    const absl::Status status =
        ReadRpmDatabase(Context::Background(), kind, Bytes(bytes), nullptr, found);
    EXPECT_TRUE(status.ok()) << status;
    EXPECT_EQ(found.Names(), (Names{"1=a", "2=b"}));
  }
}

TEST(RpmDatabase, TheLogCounts) {
  const internal::TestDatabase database = internal::MakeDatabase(
      "PRAGMA journal_mode=WAL;"
      "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL);"
      "INSERT INTO Packages VALUES (1, " +
      Hex(Package("a")) + "); PRAGMA wal_checkpoint(TRUNCATE); DELETE FROM Packages;" +
      "INSERT INTO Packages VALUES (2, " + Hex(Package("b")) + ");");
  ASSERT_FALSE(database.wal.empty());
  FakeVisitor with, without;
  absl::Status status = ReadRpmDatabase(Context::Background(), RpmDatabaseKind::kSqlite,
                                        Bytes(database.main), Bytes(database.wal), with);
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(with.Names(), (Names{"2=b"}));
  status = ReadRpmDatabase(Context::Background(), RpmDatabaseKind::kSqlite, Bytes(database.main),
                           nullptr, without);
  EXPECT_EQ(without.Names(), (Names{"1=a"}));
}

TEST(RpmDatabase, ASqliteFileOfSomebodyElseIsRefused) {
  FakeVisitor found;
  const auto file = Bytes(internal::MakeDatabase("CREATE TABLE t (x);").main);
  EXPECT_EQ(
      ReadRpmDatabase(Context::Background(), RpmDatabaseKind::kSqlite, file, nullptr, found).code(),
      absl::StatusCode::kDataLoss);
}

}  // namespace
}  // namespace claircore::rpmdb
