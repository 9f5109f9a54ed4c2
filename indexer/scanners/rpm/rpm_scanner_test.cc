#include "indexer/scanners/rpm/rpm_scanner.h"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/testing/conformance.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/package_scanner_conformance.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/rpmdb/test_databases.h"
#include "indexer/sqlite/test_databases.h"

namespace claircore::scanners {
namespace {

using rpmdb::MakeBdb;
using rpmdb::MakeHeader;
using rpmdb::MakeNdb;
using testing::FakeLayer;
using testing::FakePackageSink;
using Strings = std::vector<std::string>;

std::string Header(const std::string& name, const std::string& version = "1") {
  return MakeHeader({.name = name, .version = version, .release = "1"});
}

std::string Hex(const std::string& bytes) {
  std::string hex = "X'";
  for (char c : bytes) {
    for (int shift : {4, 0}) hex += "0123456789abcdef"[static_cast<uint8_t>(c) >> shift & 15];
  }
  return hex + "'";
}

// A database in which `before` stand in the file, and `after` only in the log.
internal::TestDatabase Sqlite(const Strings& before, const Strings& after = {}) {
  std::string sql =
      "PRAGMA journal_mode=WAL;"
      "CREATE TABLE Packages (hnum INTEGER PRIMARY KEY AUTOINCREMENT, blob BLOB NOT NULL);";
  for (const std::string& h : before) sql += "INSERT INTO Packages(blob) VALUES(" + Hex(h) + ");";
  sql += "PRAGMA wal_checkpoint(TRUNCATE);";
  for (const std::string& h : after) sql += "INSERT INTO Packages(blob) VALUES(" + Hex(h) + ");";
  return internal::MakeDatabase(sql);
}

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewRpmScanner(), layer); }

Strings Owned(const FakePackageSink& sink) {
  Strings owned;
  for (const auto& own : sink.owned)
    owned.push_back(sink.packages[own.owner].name + " " + own.path);
  return owned;
}

TEST(RpmScanner, ReadsAllFieldsOfAPackage) {
  const std::string header = MakeHeader({.name = "nodejs",
                                         .version = "16.1",
                                         .release = "2.el8",
                                         .epoch = 1,
                                         .arch = "aarch64",
                                         .source_rpm = "nodejs-16.1-2.el8.src.rpm",
                                         .module = "nodejs:16:8060:ad008a3a",
                                         .files = {{"/usr/bin/", "node"}, {"/", "odd"}}});
  const FakePackageSink found = Scan(FakeLayer().File("var/lib/rpm/Packages", MakeBdb({header})));
  ASSERT_EQ(found.packages.size(), 1u);
  const Package& p = found.packages[0];
  EXPECT_EQ(p.name, "nodejs");
  EXPECT_EQ(p.version, "1:16.1-2.el8");
  EXPECT_EQ(p.arch, "aarch64");
  EXPECT_EQ(p.module, "nodejs:16");
  EXPECT_EQ(p.type, "rpm");
  EXPECT_EQ(p.kind, PackageKind::kBinary);
  EXPECT_EQ(p.package_db, "bdb:var/lib/rpm");
  EXPECT_EQ(p.filepath, "var/lib/rpm/Packages");
  EXPECT_EQ(p.source->name, "nodejs");
  EXPECT_EQ(p.source->version, "16.1-2.el8");
  EXPECT_EQ(Owned(found), (Strings{"nodejs usr/bin/node", "nodejs odd"}));
  EXPECT_EQ(found.databases, (Strings{"var/lib/rpm/Packages"}));
  EXPECT_TRUE(found.problems.empty());
}

TEST(RpmScanner, FindsDatabasesOfAllKindsEverywhere) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("var/lib/rpm/Packages", MakeBdb({Header("a")}, {.big_endian = true}))
               .File("usr/lib/sysimage/rpm/Packages.db", MakeNdb({Header("b")}))
               .File("usr/share/rpm/rpmdb.sqlite", Sqlite({Header("c")}).main)
               .File("srv/x/Packages", MakeBdb({Header("d")}))
               .File("rpmdb.sqlite", Sqlite({Header("e")}).main));
  EXPECT_EQ(found.Names(), (Strings{"a 1-1", "b 1-1", "c 1-1", "d 1-1", "e 1-1"}));
  EXPECT_EQ(found.Find("a")->package_db, "bdb:var/lib/rpm");
  EXPECT_EQ(found.Find("b")->package_db, "ndb:usr/lib/sysimage/rpm");
  EXPECT_EQ(found.Find("c")->package_db, "sqlite:usr/share/rpm");
  EXPECT_EQ(found.Find("d")->package_db, "bdb:srv/x");
  EXPECT_EQ(found.Find("e")->package_db, "sqlite:.");
  EXPECT_EQ(found.databases.size(), 5u);
  EXPECT_TRUE(found.problems.empty());
}

TEST(RpmScanner, ADatabaseBehindALinkIsReadOnce) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("usr/lib/sysimage/rpm/rpmdb.sqlite", Sqlite({Header("a")}).main)
               .Symlink("var/lib/rpm", "../../usr/lib/sysimage/rpm")
               .Symlink("usr/share/rpm/rpmdb.sqlite", "../../lib/sysimage/rpm/rpmdb.sqlite")
               .File("opt/database", MakeBdb({Header("b")}))
               .Symlink("opt/rpm/Packages", "../database"));
  EXPECT_EQ(found.Names(), (Strings{"a 1-1", "b 1-1"}));
  EXPECT_EQ(found.databases, (Strings{"opt/database", "usr/lib/sysimage/rpm/rpmdb.sqlite"}));
  EXPECT_EQ(found.Find("a")->filepath, "usr/lib/sysimage/rpm/rpmdb.sqlite");
}

TEST(RpmScanner, TheLogCounts) {
  const internal::TestDatabase database = Sqlite({Header("a")}, {Header("b")});
  ASSERT_FALSE(database.wal.empty());
  const FakeLayer file = FakeLayer().File("var/lib/rpm/rpmdb.sqlite", database.main);
  EXPECT_EQ(Scan(FakeLayer(file).File("var/lib/rpm/rpmdb.sqlite-wal", "")).Names(),
            (Strings{"a 1-1"}));
  EXPECT_EQ(Scan(FakeLayer(file).File("var/lib/rpm/rpmdb.sqlite-wal", database.wal)).Names(),
            (Strings{"a 1-1", "b 1-1"}));
  // Without its database nobody knows what it means.
  const FakePackageSink alone =
      Scan(FakeLayer().File("var/lib/rpm/rpmdb.sqlite-wal", database.wal));
  EXPECT_EQ(alone.problems.size(), 1u);
}

TEST(RpmScanner, ABadHeaderIsAProblemAndTheOthersCount) {
  std::string bad = Header("b");
  bad[3] = 120;
  const Strings headers = {Header("a"), bad, Header("c"), Header(""), Header("gpg-pubkey")};
  for (const auto& [path, bytes] : {
           std::pair<std::string, std::string>("var/lib/rpm/Packages", MakeBdb(headers)),
           {"var/lib/rpm/Packages.db", MakeNdb(headers)},
           {"var/lib/rpm/rpmdb.sqlite", Sqlite(headers).main},
       }) {
    SCOPED_TRACE(path);
    const FakePackageSink found = Scan(FakeLayer().File(path, bytes));
    EXPECT_EQ(found.Names(), (Strings{"a 1-1", "c 1-1"}));
    Strings problems;
    for (const auto& problem : found.problems) problems.emplace_back(problem.why.message());
    std::sort(problems.begin(), problems.end());
    EXPECT_EQ(problems, (Strings{"package 2: the header's size lies",
                                 "package 4: no usable name, version or release"}));
  }
}

TEST(RpmScanner, FileListsThatLieCostNoPackage) {
  const std::string bad = rpmdb::HeaderBuilder()
                              .String(1000, "a")
                              .String(1001, "1")
                              .String(1002, "1")
                              .Numbers(1116, {0, 9})
                              .Strings(1117, {"x", "y"})
                              .Strings(1118, {"/usr/bin/"})
                              .Build();
  const FakePackageSink found =
      Scan(FakeLayer().File("var/lib/rpm/Packages", MakeBdb({bad, Header("b")})));
  EXPECT_EQ(found.Names(), (Strings{"a 1-1", "b 1-1"}));
  EXPECT_EQ(Owned(found), (Strings{"a usr/bin/x"}));
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].why.message(), "package 1: a file of an unknown folder");
}

TEST(RpmScanner, PackagesOwnTheirFilesBelowTheirRoot) {
  const std::string header =
      MakeHeader({.name = "a",
                  .version = "1",
                  .release = "1",
                  .files = {{"/usr/bin/", "x"}, {"", "/etc/y"}, {"/d", "z"}}});
  const std::string database = MakeBdb({header});
  EXPECT_EQ(Owned(Scan(FakeLayer().File("srv/root/var/lib/rpm/Packages", database))),
            (Strings{"a srv/root/usr/bin/x", "a srv/root/etc/y", "a srv/root/d/z"}));
  // Somewhere else, nothing tells what the paths are relative to.
  EXPECT_TRUE(Owned(Scan(FakeLayer().File("opt/backup/Packages", database))).empty());
  EXPECT_TRUE(Owned(Scan(FakeLayer().File("myvar/lib/rpm/Packages", database))).empty());
}

TEST(RpmScanner, ListsOfFilesAreBounded) {
  // Every file is in the folder with the longest name: a small header, a long list.
  const std::vector<uint32_t> indexes(200'000, 0);
  const Strings names(indexes.size(), "f");
  const std::string header = rpmdb::HeaderBuilder()
                                 .String(1000, "a")
                                 .String(1001, "1")
                                 .String(1002, "1")
                                 .Numbers(1116, indexes)
                                 .Strings(1117, names)
                                 .Strings(1118, {"/" + std::string(4090, 'x') + "/"})
                                 .Build();
  const FakePackageSink found =
      Scan(FakeLayer().File("var/lib/rpm/Packages", MakeBdb({header, Header("b")})));
  EXPECT_EQ(found.Names(), (Strings{"a 1-1", "b 1-1"}));
  EXPECT_LT(found.owned.size(), 140'000u);
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].why.message(), "package 1: too many files");
}

TEST(RpmScanner, FilesThatOnlyHaveTheName) {
  const FakePackageSink elsewhere =
      Scan(FakeLayer()
               .File("srv/repository/dists/stable/Packages", "Package: bash\nVersion: 5\n")
               .File("opt/app/Packages.db", "no")
               .File("opt/app/rpmdb.sqlite", "")
               .File("opt/app/x/Packages", Sqlite({Header("a")}).main));
  EXPECT_TRUE(elsewhere.packages.empty());
  EXPECT_TRUE(elsewhere.databases.empty());
  EXPECT_TRUE(elsewhere.problems.empty());
  // In rpm's own place a file that is no database hides the one of an older layer.
  const FakePackageSink emptied = Scan(
      FakeLayer().File("var/lib/rpm/rpmdb.sqlite", "").File("usr/share/rpm/Packages", "something"));
  EXPECT_EQ(emptied.databases, (Strings{"usr/share/rpm/Packages", "var/lib/rpm/rpmdb.sqlite"}));
  ASSERT_EQ(emptied.problems.size(), 2u);
  EXPECT_EQ(emptied.problems[1].why.message(), "the database is empty");
}

TEST(RpmScanner, TheCopyOfOstreeIsLeftOut) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File("usr/lib/sysimage/rpm-ostree-base-db/rpmdb.sqlite", Sqlite({Header("a")}).main)
               .File("usr/share/rpm/rpmdb.sqlite", Sqlite({Header("a", "2")}).main));
  EXPECT_EQ(found.Names(), (Strings{"a 2-1"}));
}

constexpr std::string_view kManifest =
    "filesystem\t1.1-9.cm2\t1653816591\t1653628924\tMicrosoft "
    "Corporation\t(none)\t7596\tx86_64\t0\t"
    "filesystem-1.1-9.cm2.src.rpm\n"
    "vim\t9.0-1.cm2\t1653816591\t1653753130\tMicrosoft Corporation\t2\t45000\tx86_64\t2\t"
    "vim-9.0-1.cm2.src.rpm\n"
    "gpg-pubkey\t3135ce90-5e6fda74\t1653816591\t1\t(none)\t(none)\t0\t(none)\t0\t(none)\n";

TEST(RpmScanner, ReadsTheManifestOfDistrolessImages) {
  const std::string path = "var/lib/rpmmanifest/container-manifest-2";
  const FakePackageSink found = Scan(
      FakeLayer().File(path, std::string(kManifest) + "bogus\n\na\tb\tc\td\te\tf\tg\th\ti\tj\n"));
  EXPECT_EQ(found.Names(), (Strings{"filesystem 1.1-9.cm2", "vim 2:9.0-1.cm2"}));
  const Package& vim = *found.Find("vim");
  EXPECT_EQ(vim.arch, "x86_64");
  EXPECT_EQ(vim.type, "rpm");
  EXPECT_EQ(vim.package_db, path);
  EXPECT_EQ(vim.filepath, path);
  EXPECT_EQ(vim.source->name, "vim");
  EXPECT_EQ(vim.source->version, "9.0-1.cm2");
  EXPECT_EQ(found.databases, (Strings{path}));
  ASSERT_EQ(found.problems.size(), 2u);
  EXPECT_EQ(found.problems[0].why.message(), "line 4: not ten columns");
}

}  // namespace

namespace {

using testing::CaseName;
using testing::PackageScannerCase;
using testing::PackageScannerConformance;

std::vector<PackageScannerCase> Cases() {
  const std::string name = "var/lib/rpm/";
  const internal::TestDatabase logged = Sqlite({Header("a")}, {Header("b", "2")});
  const Strings headers = {Header("a"), Header("b", "2")};
  const Strings want = {"a 1-1", "b 2-1"};
  const auto make = [&](std::string which, FakeLayer layer) {
    return PackageScannerCase{.name = std::move(which),
                              .make = &NewRpmScanner,
                              .layer = std::move(layer),
                              .want = want,
                              .builtin = true};
  };
  return {make("Bdb", FakeLayer().File(name + "Packages", MakeBdb(headers))),
          make("Ndb", FakeLayer().File(name + "Packages.db", MakeNdb(headers))),
          make("Sqlite", FakeLayer()
                             .File(name + "rpmdb.sqlite", logged.main)
                             .File(name + "rpmdb.sqlite-wal", logged.wal)),
          {.name = "Manifest",
           .make = &NewRpmScanner,
           .layer = FakeLayer().File("var/lib/rpmmanifest/container-manifest-2", kManifest),
           .want = {"filesystem 1.1-9.cm2", "vim 2:9.0-1.cm2"},
           .builtin = true}};
}

INSTANTIATE_TEST_SUITE_P(Rpm, PackageScannerConformance, ::testing::ValuesIn(Cases()), CaseName());

}  // namespace
}  // namespace claircore::scanners
