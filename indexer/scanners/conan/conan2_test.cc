#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/conan/conan2_scanner.h"
#include "indexer/scanners/conan/reference.h"
#include "indexer/sqlite/test_databases.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;
using Names = std::vector<std::string>;

constexpr std::string_view kSchema =
    "CREATE TABLE recipes (reference text NOT NULL, rrev text NOT NULL, path text NOT NULL UNIQUE,"
    " timestamp real NOT NULL, lru integer NOT NULL, UNIQUE(reference, rrev));"
    "CREATE TABLE packages (reference text NOT NULL, rrev text NOT NULL, pkgid text, prev text,"
    " path text NOT NULL UNIQUE, timestamp real NOT NULL, build_id text, lru integer NOT NULL,"
    " UNIQUE(reference, rrev, pkgid, prev));"
    "INSERT INTO recipes VALUES ('only-recipe/1', 'r', 'a', 1.0, 1);";

std::string Row(const std::string& reference, int number, const std::string& revision = "'p'") {
  const std::string n = std::to_string(number);
  return "INSERT INTO packages VALUES ('" + reference + "', 'r', 'id" + n + "', " + revision +
         ", 'b/" + n + "', 1.0, NULL, 1);";
}

internal::TestDatabase Cache(const std::string& rows, const std::string& before = "") {
  return internal::MakeDatabase(before + std::string(kSchema) + rows);
}

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewConan2Scanner(), layer); }

TEST(ConanReference, NamesVersionsAndUsers) {
  const auto parse = [](std::string_view text) {
    const auto r = ParseConanReference(text);
    return r.has_value() ? r->name + " " + r->version + " " + r->user : "none";
  };
  EXPECT_EQ(parse("zlib/1.3.1"), "zlib 1.3.1 ");
  EXPECT_EQ(parse("zlib/1.3.1#4d6103f2"), "zlib 1.3.1 ");
  EXPECT_EQ(parse("acme/2.0@team/stable"), "acme 2.0 team/stable");
  EXPECT_EQ(parse("acme/2.0@team"), "acme 2.0 team");
  for (std::string_view text : {"", "zlib", "/1", "zlib/", "a/b/c", "a\n/1"}) {
    EXPECT_EQ(parse(text), "none") << text;
  }
}

TEST(Conan2Scanner, ListsWhatTheCacheHasBuilt) {
  const internal::TestDatabase cache =
      Cache(Row("zlib/1.3.1", 1) + Row("zlib/1.3.1", 2) + Row("acme/2.0@team/stable", 3) +
            Row("unfinished/1", 4, "NULL"));
  const FakePackageSink found = Scan(FakeLayer()
                                         .File("root/.conan2/p/cache.sqlite3", cache.main)
                                         .File("srv/app/p/cache.sqlite3.bak", cache.main));
  EXPECT_EQ(found.Names(), (Names{"acme 2.0", "zlib 1.3.1"}));
  EXPECT_EQ(found.databases, (Names{"root/.conan2/p/cache.sqlite3"}));
  const Package& acme = *found.Find("acme");
  EXPECT_EQ(acme.type, "conan");
  EXPECT_EQ(acme.repository_hint, "user=team/stable");
  EXPECT_EQ(acme.filepath, "root/.conan2/p/cache.sqlite3");
  EXPECT_EQ(found.Find("zlib")->repository_hint, "");
  EXPECT_TRUE(found.problems.empty());
}

TEST(Conan2Scanner, ReadsWhatWasNotWrittenBackYet) {
  const internal::TestDatabase cache = Cache(Row("zlib/1.3.1", 1), "PRAGMA journal_mode=WAL;");
  ASSERT_FALSE(cache.wal.empty());
  EXPECT_EQ(Scan(FakeLayer()
                     .File("c/p/cache.sqlite3", cache.main)
                     .File("c/p/cache.sqlite3-wal", cache.wal))
                .Names(),
            (Names{"zlib 1.3.1"}));
}

TEST(Conan2Scanner, FindsWhatFullDeployCopied) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("app/full_deploy/host/zlib/1.3.1/Release/x86_64/conaninfo.txt", "[settings]")
               .File("app/full_deploy/build/cmake/3.27/x86_64/conaninfo.txt", "[settings]")
               .File("app/full_deploy/host/zlib/conaninfo.txt", ""));
  EXPECT_EQ(found.Names(), (Names{"zlib 1.3.1"}));
}

TEST(Conan2Scanner, DamageIsAProblem) {
  const FakePackageSink other = Scan(FakeLayer().File("p/cache.sqlite3", "no database"));
  EXPECT_EQ(other.problems.size(), 1u);
  EXPECT_EQ(other.databases.size(), 1u);
  const FakePackageSink foreign =
      Scan(FakeLayer().File("p/cache.sqlite3", internal::MakeDatabase("CREATE TABLE a(b);").main));
  EXPECT_EQ(foreign.problems.size(), 1u);
  const FakePackageSink unnamed =
      Scan(FakeLayer().File("p/cache.sqlite3", Cache(Row("nothing", 1) + Row("a/1", 2)).main));
  EXPECT_EQ(unnamed.Names(), (Names{"a 1"}));
  EXPECT_EQ(unnamed.problems.size(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Conan2, PackageScannerConformance,
                         ::testing::Values(PackageScannerCase{
                             .name = "Conan2",
                             .make = &NewConan2Scanner,
                             .layer = FakeLayer()
                                          .File("h/p/cache.sqlite3", Cache(Row("a/1", 1)).main)
                                          .File("x/full_deploy/host/b/2/x86_64/conaninfo.txt", ""),
                             .want = {"a 1", "b 2"},
                             .builtin = true}),
                         testing::CaseName());

}  // namespace
}  // namespace claircore::scanners
