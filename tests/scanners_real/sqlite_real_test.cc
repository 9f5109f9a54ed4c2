#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "claircore/testing/fake_layer.h"
#include "gtest/gtest.h"
#include "indexer/sqlite/sqlite_reader.h"
#include "indexer/sqlite/test_databases.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

// Every row of an rpm database, as python3's sqlite3 reads it from a file.
constexpr char kJudge[] = R"py(
import sqlite3, sys
for number, blob in sqlite3.connect(sys.argv[1]).execute(
        "SELECT hnum, blob FROM Packages ORDER BY hnum"):
    print(number, len(blob), blob[:64].hex(), blob[-64:].hex())
)py";

std::string Hex(std::string_view bytes) {
  constexpr char kDigits[] = "0123456789abcdef";
  std::string hex;
  for (char c : bytes) {
    hex += kDigits[static_cast<unsigned char>(c) >> 4];
    hex += kDigits[static_cast<unsigned char>(c) & 15];
  }
  return hex;
}

TEST(SqliteReal, RpmDatabasesGiveWhatPythonReads) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/rpmdbs.tar.zst");
  const std::string judge = ::testing::TempDir() + "/judge.py";
  WriteFile(judge, kJudge);
  size_t databases = 0;
  size_t without_packages = 0;  // nor has the judge any
  size_t rows = 0;
  for (const auto& [path, bytes] : pack.files) {
    if (!path.ends_with(".sqlite")) continue;
    SCOPED_TRACE(path);
    const std::string copy =
        ::testing::TempDir() + "/copy" + std::to_string(databases++) + ".sqlite";
    WriteFile(copy, bytes);
    int code = 0;
    const std::vector<std::string> want =
        SplitLines(RunCommand("python3 '" + judge + "' '" + copy + "' 2>/dev/null", code));

    auto reader =
        internal::SqliteReader::Open(Context::Background(), internal::BytesSource(bytes), nullptr);
    ASSERT_TRUE(reader.ok()) << reader.status();
    std::vector<std::string> found;
    const absl::Status status = (*reader)->Query(
        Context::Background(), "SELECT hnum, blob FROM Packages ORDER BY hnum",
        [&](const internal::SqliteRow& row) {
          const std::string_view blob = row.Blob(1);
          const size_t part = std::min<size_t>(blob.size(), 64);
          found.push_back(std::to_string(row.Int(0)) + " " + std::to_string(blob.size()) + " " +
                          Hex(blob.substr(0, part)) + " " + Hex(blob.substr(blob.size() - part)));
          return true;
        });
    if (code != 0) ++without_packages;
    EXPECT_EQ(status.ok(), code == 0) << status;
    EXPECT_EQ(found, want);
    rows += want.size();
  }
  EXPECT_EQ(databases, 10u);
  EXPECT_EQ(without_packages, 1u);
  EXPECT_GT(rows, 500u);
}

}  // namespace
}  // namespace claircore::scanners_real
