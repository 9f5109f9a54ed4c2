#include "indexer/scanners/rhel/dnf_scanner.h"

#include <algorithm>
#include <stop_token>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/fake_layer.h"
#include "claircore/testing/scan.h"
#include "claircore/testing/sinks.h"
#include "gtest/gtest.h"
#include "indexer/scanners/rhel/test_history.h"

namespace claircore::scanners {
namespace {

using testing::FakeLayer;
using testing::FakePackageSink;

constexpr char kPath4[] = "var/lib/dnf/history.sqlite";
constexpr char kPath5[] = "usr/lib/sysimage/libdnf5/transaction_history.sqlite";

FakePackageSink Scan(const FakeLayer& layer) { return testing::Scan(*NewDnfScanner(), layer); }

std::vector<std::string> Facts(const FakePackageSink& sink) {
  std::vector<std::string> facts;
  for (const Package& p : sink.packages) {
    EXPECT_TRUE(IsDnfFact(p));
    facts.push_back(p.name + " " + p.version + " " + p.arch + " " + p.repository_hint);
  }
  std::sort(facts.begin(), facts.end());
  return facts;
}

TEST(DnfScanner, ReadsTheHistoryOfDnf4) {
  const FakePackageSink found = Scan(FakeLayer().File(
      kPath4,
      Dnf4("INSERT INTO repo VALUES(1, 'baseos'), (2, 'appstream'), (3, '@System');"
           "INSERT INTO rpm VALUES(10, 'bash', 0, '5.1.8', '6.el9', 'x86_64'),"
           "  (11, 'dbus', 1, '1.12.20', '7.el9', 'x86_64'), (12, 'gone', 0, '1', '1', 'noarch'),"
           "  (13, 'old', 0, '1', '1', 'noarch'), (14, 'kept', 0, '2', '1', 'noarch');"
           "INSERT INTO trans_item(trans_id, item_id, repo_id, action, reason, state) VALUES"
           // Installed twice: the second time counts.
           "  (1, 10, 2, 1, 1, 1), (2, 10, 1, 9, 1, 1),"
           "  (1, 11, 2, 6, 1, 1),"
           // Only ever removed, obsoleted, upgraded away.
           "  (3, 12, 3, 8, 1, 1), (3, 13, 3, 7, 1, 1),"
           // A changed reason says nothing of where it came from.
           "  (1, 14, 1, 1, 1, 1), (4, 14, 3, 11, 1, 1);")));
  EXPECT_EQ(Facts(found), (std::vector<std::string>{
                              "bash 5.1.8-6.el9 x86_64 repoid=baseos",
                              "dbus 1:1.12.20-7.el9 x86_64 repoid=appstream",
                              "kept 2-1 noarch repoid=baseos",
                          }));
  EXPECT_EQ(found.packages[0].filepath, kPath4);
  EXPECT_EQ(found.packages[0].type, "rpm");
  EXPECT_TRUE(found.databases.empty());
  EXPECT_TRUE(found.problems.empty());
}

TEST(DnfScanner, ReadsTheHistoryOfDnf5) {
  const FakePackageSink found = Scan(FakeLayer().File(
      kPath5,
      Dnf5("INSERT INTO repo VALUES(1, 'fedora'), (2, 'updates');"
           "INSERT INTO pkg_name VALUES(7, 'dnf5'), (8, 'zlib');"
           "INSERT INTO arch VALUES(1, 'x86_64'), (2, 'i686');"
           "INSERT INTO rpm VALUES(1, 7, 0, '5.2.12.0', '1.fc42', 1), (2, 8, 2, '1', '1', 2);"
           "INSERT INTO trans_item VALUES(1, 1, 1, 1, 1, 1, 1), (2, 2, 1, 2, 5, 1, 1),"
           "  (3, 2, 2, 2, 2, 1, 1), (4, 3, 2, 1, 6, 1, 1);")));
  EXPECT_EQ(Facts(found), (std::vector<std::string>{
                              "dnf5 5.2.12.0-1.fc42 x86_64 repoid=fedora",
                              "zlib 2:1-1 i686 repoid=updates",
                          }));
  EXPECT_TRUE(found.problems.empty());
}

TEST(DnfScanner, ReadsTheLog) {
  const internal::TestDatabase made = internal::MakeDatabase(
      std::string("PRAGMA journal_mode=WAL; PRAGMA wal_autocheckpoint=0;") + kDnf4Tables +
      "PRAGMA wal_checkpoint(TRUNCATE);"
      "INSERT INTO repo VALUES(1, 'baseos'); INSERT INTO rpm VALUES(1, 'a', 0, '1', '1', 'noarch');"
      "INSERT INTO trans_item VALUES(1, 1, 1, 1, 1, 1, 1);");
  EXPECT_EQ(Facts(Scan(FakeLayer().File(kPath4, made.main))), std::vector<std::string>{});
  EXPECT_EQ(
      Facts(Scan(FakeLayer().File(kPath4, made.main).File(std::string(kPath4) + "-wal", made.wal))),
      (std::vector<std::string>{"a 1-1 noarch repoid=baseos"}));
}

TEST(DnfScanner, WhatCannotBeReadIsAProblem) {
  const FakePackageSink found =
      Scan(FakeLayer()
               .File(kPath4, internal::MakeDatabase("CREATE TABLE other(a)").main)
               .File(kPath5, "no database"));
  EXPECT_TRUE(found.packages.empty());
  ASSERT_EQ(found.problems.size(), 2u);
  EXPECT_EQ(found.problems[0].why.code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(Scan(FakeLayer().File(kPath4, "")).problems.empty());
}

TEST(DnfScanner, NamesThatAreNoneAreSkipped) {
  const FakePackageSink found = Scan(FakeLayer().File(
      kPath4, Dnf4("INSERT INTO repo VALUES(1, 'a' || char(10)), (2, '');"
                   "INSERT INTO rpm VALUES(1, 'a', 0, '1', '1', 'noarch'), (2, 'b', 0, 1, 1, 'x');"
                   "INSERT INTO trans_item VALUES(1, 1, 1, 1, 1, 1, 1), (2, 1, 2, 2, 1, 1, 1);")));
  EXPECT_TRUE(found.packages.empty());
}

TEST(DnfScanner, ADatabaseThatMultipliesItselfEnds) {
  std::string rows =
      "INSERT INTO repo VALUES(1, 'r'); INSERT INTO rpm VALUES(1,'a',0,'1','1','x');"
      "DROP TABLE rpm; CREATE TABLE rpm(item_id, name, epoch, version, release, arch);"
      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 10000)"
      " INSERT INTO rpm SELECT 1, 'a', 0, x, 1, 'x' FROM c;"
      "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x+1 FROM c WHERE x < 10000)"
      " INSERT INTO trans_item SELECT x, 1, 1, 1, 1, 1, 1 FROM c;";
  const FakePackageSink found = Scan(FakeLayer().File(kPath4, Dnf4(rows)));
  ASSERT_EQ(found.problems.size(), 1u);
  EXPECT_EQ(found.problems[0].why.code(), absl::StatusCode::kResourceExhausted);
}

}  // namespace
}  // namespace claircore::scanners
