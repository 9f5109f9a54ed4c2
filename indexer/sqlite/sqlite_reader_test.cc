#include "indexer/sqlite/sqlite_reader.h"

#include <chrono>
#include <cstddef>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "indexer/sqlite/test_databases.h"

namespace claircore::internal {
namespace {

using absl::StatusCode;

std::unique_ptr<SqliteReader> Open(const std::string& main, const std::string& wal = "") {
  auto reader = SqliteReader::Open(Context::Background(), BytesSource(main),
                                   wal.empty() ? nullptr : BytesSource(wal));
  EXPECT_TRUE(reader.ok()) << reader.status();
  return reader.ok() ? *std::move(reader) : nullptr;
}

StatusCode OpenError(const std::string& main) {
  return SqliteReader::Open(Context::Background(), BytesSource(main), nullptr).status().code();
}

StatusCode QueryError(SqliteReader& reader, std::string_view sql) {
  return reader.Query(Context::Background(), sql, [](const SqliteRow&) { return true; }).code();
}

TEST(SqliteReader, ReadsRowsOfEveryType) {
  const auto reader = Open(MakeDatabase("CREATE TABLE t(i, s, b, n);"
                                        "INSERT INTO t VALUES(-5, 'käse', x'00ff00', NULL);"
                                        "INSERT INTO t VALUES(7, '', x'', 1.5)")
                               .main);
  std::vector<std::string> rows;
  ASSERT_TRUE(reader
                  ->Query(Context::Background(), "SELECT i, s, b, n FROM t ORDER BY rowid",
                          [&](const SqliteRow& row) {
                            rows.push_back(std::to_string(row.Int(0)) + std::string(row.Text(1)) +
                                           std::to_string(row.Blob(2).size()) +
                                           (row.IsNull(3) ? "null" : "value"));
                            return true;
                          })
                  .ok());
  EXPECT_EQ(rows, (std::vector<std::string>{"-5käse3null", "70value"}));
}

TEST(SqliteReader, StopsWhenTheVisitorHasEnough) {
  const auto reader = Open(MakeDatabase("CREATE TABLE t(i); INSERT INTO t VALUES(1),(2),(3)").main);
  int seen = 0;
  ASSERT_TRUE(reader
                  ->Query(Context::Background(), "SELECT i FROM t",
                          [&](const SqliteRow&) { return ++seen < 2; })
                  .ok());
  EXPECT_EQ(seen, 2);
}

TEST(SqliteReader, ReadsUtf16AndValuesOfManyPages) {
  const auto reader = Open(MakeDatabase("PRAGMA encoding='UTF-16le'; PRAGMA page_size=512;"
                                        "CREATE TABLE t(s, b);"
                                        "INSERT INTO t VALUES('käse', zeroblob(3000000))")
                               .main);
  ASSERT_TRUE(reader
                  ->Query(Context::Background(), "SELECT s, b FROM t",
                          [](const SqliteRow& row) {
                            EXPECT_EQ(row.Text(0), "käse");
                            EXPECT_EQ(row.Blob(1).size(), 3'000'000u);
                            return true;
                          })
                  .ok());
}

TEST(SqliteReader, WhatIsNoDatabaseIsDataLoss) {
  EXPECT_EQ(
      OpenError("no database, but long enough to be mistaken for one" + std::string(1000, 'x')),
      StatusCode::kDataLoss);
  std::string cut = MakeDatabase("CREATE TABLE t(i)").main;
  EXPECT_EQ(OpenError(cut.substr(0, 1000)), StatusCode::kDataLoss);
  // An empty file is an empty database.
  EXPECT_EQ(QueryError(*Open(""), "SELECT i FROM t"), StatusCode::kDataLoss);
  EXPECT_EQ(QueryError(*Open(cut), "SELECT nothing FROM t"), StatusCode::kDataLoss);
}

TEST(SqliteReader, DamageIsFoundWhereItIsRead) {
  std::string main = MakeDatabase("CREATE TABLE t(b); INSERT INTO t VALUES(zeroblob(100000))").main;
  EXPECT_EQ(OpenError(main.substr(0, main.size() / 2)), StatusCode::kDataLoss);
  std::fill(main.begin() + 4096, main.begin() + 4200, '\xff');
  EXPECT_EQ(QueryError(*Open(main), "SELECT b FROM t"), StatusCode::kDataLoss);
}

TEST(SqliteReader, TheSchemaCannotComputeAnything) {
  const auto reader = Open(
      MakeDatabase("CREATE TABLE t(a, b AS (replace(a, 'a', 'bb')));"
                   "CREATE TABLE plain(a);"
                   "INSERT INTO plain VALUES('a');"
                   "CREATE VIEW v AS WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c)"
                   "  SELECT x FROM c;"
                   "CREATE VIRTUAL TABLE f USING fts5(a)")
          .main);
  EXPECT_EQ(QueryError(*reader, "SELECT a FROM plain"), StatusCode::kOk);
  EXPECT_EQ(QueryError(*reader, "SELECT a, b FROM t"), StatusCode::kDataLoss);
  EXPECT_EQ(QueryError(*reader, "SELECT x FROM v"), StatusCode::kDataLoss);
  EXPECT_EQ(QueryError(*reader, "SELECT a FROM f"), StatusCode::kDataLoss);
  EXPECT_EQ(QueryError(*reader, "SELECT upper(a) FROM plain"), StatusCode::kDataLoss);
  EXPECT_EQ(QueryError(*reader, "DELETE FROM plain"), StatusCode::kDataLoss);
  EXPECT_EQ(QueryError(*reader, "ATTACH '/etc/passwd' AS p"), StatusCode::kDataLoss);
  EXPECT_EQ(QueryError(*reader, "PRAGMA writable_schema=1"), StatusCode::kDataLoss);
}

TEST(SqliteReader, WorkIsBoundedByTheSizeOfTheDatabase) {
  std::string sql = "CREATE TABLE t(i); INSERT INTO t VALUES(0)";
  for (int i = 1; i < 1000; ++i) sql += ",(" + std::to_string(i) + ")";
  const auto reader = Open(MakeDatabase(sql).main);
  // A thousand million combinations, none of which is a result.
  EXPECT_EQ(QueryError(*reader, "SELECT 1 FROM t a, t b, t c WHERE a.i + b.i + c.i = -1"),
            StatusCode::kResourceExhausted);
  // And a thousand times the same hundred thousand bytes.
  sql += ";CREATE TABLE large(s); INSERT INTO large VALUES('" + std::string(100'000, 's') + "')";
  const auto results = Open(MakeDatabase(sql).main);
  EXPECT_EQ(QueryError(*results, "SELECT large.s FROM t, large"), StatusCode::kResourceExhausted);
}

TEST(SqliteReader, SortsInMemoryOnly) {
  const auto reader =
      Open(MakeDatabase("CREATE TABLE t(i, b); WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL"
                        " SELECT x+1 FROM c WHERE x < 10000)"
                        " INSERT INTO t SELECT -x, zeroblob(1000) FROM c")
               .main);
  EXPECT_EQ(QueryError(*reader, "SELECT i FROM t ORDER BY i"), StatusCode::kOk);
  EXPECT_EQ(QueryError(*reader, "SELECT i, b FROM t ORDER BY i"), StatusCode::kResourceExhausted);
  EXPECT_EQ(QueryError(*reader, "SELECT i, b FROM t ORDER BY rowid"), StatusCode::kOk);
}

TEST(SqliteReader, LargeValuesAreRefused) {
  const auto reader =
      Open(MakeDatabase("PRAGMA page_size=65536; PRAGMA journal_mode=OFF; CREATE TABLE t(b);"
                        "INSERT INTO t VALUES(zeroblob(70000000))")
               .main);
  EXPECT_EQ(QueryError(*reader, "SELECT b FROM t"), StatusCode::kResourceExhausted);
}

TEST(SqliteReader, HonoursTheContext) {
  std::string sql = "CREATE TABLE t(i); INSERT INTO t VALUES(0)";
  for (int i = 1; i < 1000; ++i) sql += ",(" + std::to_string(i) + ")";
  const std::string main = MakeDatabase(sql).main;
  std::stop_source stop;
  const Context context = Context::Background().WithStopToken(stop.get_token());
  auto reader = SqliteReader::Open(context, BytesSource(main), nullptr);
  ASSERT_TRUE(reader.ok());
  int seen = 0;
  EXPECT_EQ((*reader)
                ->Query(context, "SELECT i FROM t",
                        [&](const SqliteRow&) {
                          if (++seen == 3) stop.request_stop();
                          return true;
                        })
                .code(),
            StatusCode::kCancelled);
  EXPECT_EQ(seen, 3);
  EXPECT_EQ(SqliteReader::Open(context, BytesSource(main), nullptr).status().code(),
            StatusCode::kCancelled);
  // In the middle of a query without results.
  const Context soon = Context::Background().WithTimeout(std::chrono::milliseconds(5));
  EXPECT_EQ((*reader)
                ->Query(soon, "SELECT 1 FROM t a, t b, t c WHERE a.i + b.i + c.i = -1",
                        [](const SqliteRow&) { return true; })
                .code(),
            StatusCode::kDeadlineExceeded);
  EXPECT_EQ(QueryError(**reader, "SELECT i FROM t"), StatusCode::kOk);
}

class FailingSource final : public RandomAccessSource {
 public:
  uint64_t size() const override { return 4096; }
  absl::StatusOr<size_t> ReadAt(uint64_t, std::span<std::byte>) const override {
    return absl::UnavailableError("spool");
  }
};

TEST(SqliteReader, TheSourcesErrorComesBack) {
  EXPECT_EQ(
      SqliteReader::Open(Context::Background(), std::make_shared<const FailingSource>(), nullptr)
          .status(),
      absl::UnavailableError("spool"));
}

TEST(SqliteReader, ManyReadersAtOnce) {
  std::vector<std::jthread> threads;
  for (int i = 0; i < 8; ++i) {
    threads.emplace_back([i] {
      const std::string number = std::to_string(i);
      const std::string main =
          MakeDatabase("CREATE TABLE t(i); INSERT INTO t VALUES(" + number + ")").main;
      for (int round = 0; round < 50; ++round) {
        const auto reader = Open(main);
        const absl::Status status =
            reader->Query(Context::Background(), "SELECT i FROM t", [&](const SqliteRow& row) {
              EXPECT_EQ(row.Int(0), i);
              return true;
            });
        EXPECT_TRUE(status.ok()) << status;
      }
    });
  }
}

}  // namespace
}  // namespace claircore::internal
