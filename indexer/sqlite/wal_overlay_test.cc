#include "indexer/sqlite/wal_overlay.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "gtest/gtest.h"
#include "indexer/sqlite/sqlite_reader.h"
#include "indexer/sqlite/test_databases.h"

namespace claircore::internal {
namespace {

constexpr size_t kFrame = 24 + 512;
constexpr char kWalMode[] =
    "PRAGMA page_size=512; PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;"
    "CREATE TABLE t(i); INSERT INTO t VALUES(1); PRAGMA wal_checkpoint(TRUNCATE);";

// What the table t holds, or the error.
std::string Values(const std::string& main, const std::string& wal) {
  const auto reader = SqliteReader::Open(Context::Background(), BytesSource(main),
                                         wal.empty() ? nullptr : BytesSource(wal));
  if (!reader.ok()) return std::string(absl::StatusCodeToString(reader.status().code()));
  std::string values;
  const absl::Status status =
      (*reader)->Query(Context::Background(), "SELECT i FROM t", [&](const SqliteRow& row) {
        values += std::to_string(row.Int(0)) + " ";
        return true;
      });
  return status.ok() ? values : std::string(absl::StatusCodeToString(status.code()));
}

uint32_t Get(const std::string& bytes, size_t at, bool big_endian) {
  uint32_t value = 0;
  for (size_t i = 0; i < 4; ++i) {
    value = value << 8 | static_cast<uint8_t>(bytes[at + (big_endian ? i : 3 - i)]);
  }
  return value;
}

void Put(std::string& bytes, size_t at, uint32_t value) {
  for (size_t i = 0; i < 4; ++i) bytes[at + i] = static_cast<char>(value >> (24 - 8 * i));
}

// The same log with all checksums written anew, in either byte order.
std::string Resign(std::string wal, bool big_endian) {
  Put(wal, 0, big_endian ? 0x377f0683 : 0x377f0682);
  uint32_t s0 = 0, s1 = 0;
  const auto add = [&](size_t from, size_t to) {
    for (size_t i = from; i < to; i += 8) {
      s0 += Get(wal, i, big_endian) + s1;
      s1 += Get(wal, i + 4, big_endian) + s0;
    }
  };
  add(0, 24);
  Put(wal, 24, s0);
  Put(wal, 28, s1);
  for (size_t frame = 32; frame + kFrame <= wal.size(); frame += kFrame) {
    add(frame, frame + 8);
    add(frame + 24, frame + kFrame);
    Put(wal, frame + 16, s0);
    Put(wal, frame + 20, s1);
  }
  return wal;
}

TEST(WalOverlay, CommittedTransactionsCount) {
  const TestDatabase made =
      MakeDatabase(std::string(kWalMode) + "INSERT INTO t VALUES(2); INSERT INTO t VALUES(3);");
  ASSERT_EQ(made.wal.size(), 32 + 2 * kFrame);
  EXPECT_EQ(made.main[18], 2);
  EXPECT_EQ(Values(made.main, ""), "1 ");
  EXPECT_EQ(Values(made.main, made.wal), "1 2 3 ");
  EXPECT_EQ(Values(made.main, made.wal.substr(0, 32 + kFrame)), "1 2 ");
}

TEST(WalOverlay, BothByteOrders) {
  const TestDatabase made = MakeDatabase(std::string(kWalMode) + "INSERT INTO t VALUES(2);");
  EXPECT_EQ(Values(made.main, Resign(made.wal, false)), "1 2 ");
  EXPECT_EQ(Values(made.main, Resign(made.wal, true)), "1 2 ");
}

TEST(WalOverlay, TornAndDamagedFramesEndIt) {
  const TestDatabase made = MakeDatabase(
      std::string(kWalMode) +
      "INSERT INTO t VALUES(2); INSERT INTO t VALUES(3); INSERT INTO t VALUES(4);");
  const size_t third = 32 + 2 * kFrame;
  EXPECT_EQ(Values(made.main, made.wal.substr(0, third + kFrame - 1)), "1 2 3 ");
  for (size_t at : {third, third + 4, third + 16, third + 24, third + kFrame - 1}) {
    std::string wal = made.wal;
    wal[at] ^= 0x10;
    EXPECT_EQ(Values(made.main, wal), "1 2 3 ") << at;
  }
  // A damaged one in the middle takes the sound ones after it along.
  std::string wal = made.wal;
  wal[32 + 30] ^= 1;
  EXPECT_EQ(Values(made.main, wal), "1 ");
}

TEST(WalOverlay, TheWrongSaltEndsIt) {
  const TestDatabase made =
      MakeDatabase(std::string(kWalMode) + "INSERT INTO t VALUES(2); INSERT INTO t VALUES(3);");
  std::string wal = made.wal;
  wal[32 + kFrame + 8] ^= 1;
  EXPECT_EQ(Values(made.main, Resign(wal, false)), "1 2 ");
}

TEST(WalOverlay, ATransactionCutShortDoesNotCount) {
  // A cache of one page makes SQLite write pages before the commit.
  const TestDatabase open = MakeDatabase(
      std::string(kWalMode) +
      "INSERT INTO t VALUES(2); PRAGMA cache_size=1; BEGIN;"
      "WITH RECURSIVE c(x) AS (SELECT 10 UNION ALL SELECT x+1 FROM c WHERE x < 900)"
      " INSERT INTO t SELECT x FROM c;");
  ASSERT_GT(open.wal.size(), 32 + 3 * kFrame);
  EXPECT_EQ(Values(open.main, open.wal), "1 2 ");
}

TEST(WalOverlay, ARestartedLogForgetsItsTail) {
  const TestDatabase made =
      MakeDatabase(std::string(kWalMode) +
                   "INSERT INTO t VALUES(2); INSERT INTO t VALUES(3); INSERT INTO t VALUES(4);"
                   "PRAGMA wal_checkpoint(RESTART); DELETE FROM t WHERE i = 3;");
  // Frames of the first round still follow the one of the second.
  ASSERT_EQ(made.wal.size(), 32 + 3 * kFrame);
  EXPECT_EQ(Values(made.main, ""), "1 2 3 4 ");
  EXPECT_EQ(Values(made.main, made.wal), "1 2 4 ");
}

TEST(WalOverlay, ADatabaseMayShrinkAndGrow) {
  const std::string grow =
      std::string(kWalMode) +
      "WITH RECURSIVE c(x) AS (SELECT 2 UNION ALL SELECT x+1 FROM c WHERE x < 900)"
      " INSERT INTO t SELECT x FROM c;";
  const TestDatabase grown = MakeDatabase(grow);
  EXPECT_NE(Values(grown.main, grown.wal).find(" 899 900 "), std::string::npos);
  const TestDatabase shrunk = MakeDatabase(grow +
                                           "PRAGMA wal_checkpoint(TRUNCATE);"
                                           "DELETE FROM t WHERE i > 5; VACUUM;");
  EXPECT_EQ(Values(shrunk.main, shrunk.wal), "1 2 3 4 5 ");
  const auto overlaid =
      OverlayWal(Context::Background(), BytesSource(shrunk.main), BytesSource(shrunk.wal));
  ASSERT_TRUE(overlaid.ok());
  EXPECT_LT((*overlaid)->size(), shrunk.main.size());
}

TEST(WalOverlay, ADamagedHeaderIsNoLog) {
  const TestDatabase made = MakeDatabase(std::string(kWalMode) + "INSERT INTO t VALUES(2);");
  for (size_t at : {0, 3, 8, 16, 24, 31}) {
    std::string wal = made.wal;
    wal[at] ^= 0x40;
    EXPECT_EQ(Values(made.main, wal), "1 ") << at;
  }
  EXPECT_EQ(Values(made.main, "short"), "1 ");
  std::string newer = made.wal;
  Put(newer, 4, 4000000);
  EXPECT_EQ(Values(made.main, Resign(newer, false)), "DATA_LOSS");
}

TEST(WalOverlay, TheSizeCannotBeInvented) {
  const TestDatabase made = MakeDatabase(std::string(kWalMode) + "INSERT INTO t VALUES(2);");
  std::string wal = made.wal;
  Put(wal, 32 + 4, 0xffffffff);
  EXPECT_EQ(Values(made.main, Resign(wal, false)), "DATA_LOSS");
}

}  // namespace
}  // namespace claircore::internal
