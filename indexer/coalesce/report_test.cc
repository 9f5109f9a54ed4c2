#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "claircore/coalescer.h"
#include "gtest/gtest.h"
#include "indexer/coalesce/canonical.h"
#include "indexer/coalesce/ownership.h"
#include "indexer/coalesce/path_truth.h"
#include "indexer/coalesce/report_builder.h"
#include "indexer/coalesce/test_layers.h"
#include "indexer/walk/path_hash.h"

namespace claircore::internal {
namespace {

Environment At(const std::string& filepath, size_t layer = 0) {
  Environment e;
  e.filepath = filepath;
  e.package_db = filepath;
  e.introduced_in = TestDigest(layer);
  return e;
}

// A report as some coalescer may make it, with ids of its own liking.
IndexReport Foreign(const std::string& name, const std::string& id, const Environment& e) {
  IndexReport report;
  report.packages[id] = TestPackage(name, "1", "ignored");
  report.packages[id].detector = {"d" + id, "1", "package"};
  report.environments[id] = {e};
  return report;
}

TEST(ReportBuilderTest, OrderOfReportsDoesNotMatter) {
  std::vector<IndexReport> reports = {Foreign("b", "x", At("1")), Foreign("a", "x", At("2")),
                                      Foreign("c", "7", At("3")), Foreign("a", "y", At("1"))};
  reports[0].distributions["d"] = {.did = "debian"};
  reports[0].environments["x"][0].distribution_id = "d";
  reports[2].repositories["r"] = {.name = "pypi"};
  reports[2].environments["7"][0].repository_ids = {"r"};
  std::vector<size_t> order = {0, 1, 2, 3};
  std::optional<IndexReport> first;
  do {
    ReportBuilder builder(Context::Background());
    for (size_t i : order) ASSERT_TRUE(builder.Add(reports[i], std::nullopt).ok());
    const IndexReport merged = *std::move(builder).Finish();
    if (!first.has_value()) first = merged;
    EXPECT_EQ(merged, *first);
  } while (std::next_permutation(order.begin(), order.end()));

  ASSERT_EQ(first->packages.size(), 3);
  EXPECT_EQ(first->packages.at("1").name, "a");
  EXPECT_EQ(first->packages.at("1").id, "1");
  EXPECT_EQ(first->packages.at("1").filepath, "");
  EXPECT_EQ(first->packages.at("1").detector.name, "dx");  // the least of the two that found it
  ASSERT_EQ(first->environments.at("1").size(), 2);
  EXPECT_EQ(first->environments.at("1")[0].filepath, "1");
  EXPECT_EQ(first->environments.at("2")[0].distribution_id, "1");
  EXPECT_EQ(first->environments.at("3")[0].repository_ids, std::vector<std::string>{"1"});
}

TEST(ReportBuilderTest, OnePlaceIsOneEnvironment) {
  IndexReport with = Foreign("a", "1", At("db"));
  with.distributions["1"] = {.did = "debian"};
  with.environments["1"][0].distribution_id = "1";
  ReportBuilder builder(Context::Background());
  ASSERT_TRUE(builder.Add(with, Repository{.name = "z"}).ok());
  ASSERT_TRUE(builder.Add(Foreign("a", "1", At("db")), Repository{.name = "y"}).ok());
  const IndexReport merged = *std::move(builder).Finish();
  ASSERT_EQ(merged.environments.at("1").size(), 1);
  EXPECT_EQ(merged.environments.at("1")[0].distribution_id, "1");
  EXPECT_EQ(merged.environments.at("1")[0].repository_ids, (std::vector<std::string>{"1", "2"}));
}

TEST(ReportBuilderTest, DropsPackagesWithoutOccurrenceAndOwnersWithThem) {
  IndexReport report = Foreign("a", "1", At("x"));
  report.packages["2"] = TestPackage("owner", "1", "");
  report.environments["1"][0].owner_id = "2";
  ReportBuilder builder(Context::Background());
  ASSERT_TRUE(builder.Add(report, std::nullopt).ok());
  const IndexReport merged = *std::move(builder).Finish();
  EXPECT_EQ(merged.packages.size(), 1);
  EXPECT_EQ(merged.environments.at("1")[0].owner_id, "");
}

TEST(ReportBuilderTest, IdsThatLeadNowhereAreAnError) {
  for (int field = 0; field < 4; ++field) {
    IndexReport report = Foreign("a", "1", At("x"));
    Environment& e = report.environments["1"][0];
    if (field == 0) report.environments["9"] = {At("y")};
    if (field == 1) e.distribution_id = "9";
    if (field == 2) e.repository_ids = {"9"};
    if (field == 3) e.owner_id = "9";
    ReportBuilder builder(Context::Background());
    const absl::Status status = builder.Add(report, std::nullopt);
    EXPECT_EQ(status.code(), absl::StatusCode::kInternal) << field;
    EXPECT_NE(status.message().find("\"9\""), status.message().npos) << status;
  }
}

TEST(CanonicalTest, SortFindingsKeepsOwners) {
  LayerFindings findings;
  findings.packages = {TestPackage("z", "1", "db"), TestPackage("a", "1", "db"),
                       TestPackage("z", "1", "db")};
  findings.owned = {{7, 2}, {5, 1}, {7, 0}, {9, 3}};
  ASSERT_TRUE(SortFindings(Context::Background(), findings).ok());
  ASSERT_EQ(findings.packages.size(), 2);
  EXPECT_EQ(findings.packages[0].name, "a");
  EXPECT_EQ(findings.owned, (std::vector<OwnedFile>{{5, 0}, {7, 1}}));
}

TEST(CanonicalTest, MergeFindingsRenumbersOwners) {
  LayerFindings one, two;
  one.packages = {TestPackage("m", "1", "db")};
  one.owned = {{1, 0}, {2, 1}};  // the latter names nothing
  two.packages = {TestPackage("a", "1", "db")};
  two.owned = {{3, 0}};
  LayerFindings parts[] = {one, two};
  const LayerFindings merged = *MergeFindings(Context::Background(), parts);
  EXPECT_EQ(merged.packages[0].name, "a");
  EXPECT_EQ(merged.owned, (std::vector<OwnedFile>{{1, 1}, {3, 0}}));
}

TEST(CanonicalTest, SourcesCompareByValue) {
  Package a = TestPackage("a", "1", "db");
  Package b = a;
  a.source = std::make_shared<const Package>(TestPackage("s", "1", ""));
  EXPECT_TRUE(CompareIdentity(a, b) != 0);
  b.source = std::make_shared<const Package>(TestPackage("s", "1", ""));
  EXPECT_TRUE(CompareIdentity(a, b) == 0);
  b.source = std::make_shared<const Package>(TestPackage("s", "2", ""));
  EXPECT_TRUE(CompareIdentity(a, b) < 0);
}

// What a coalescer that knows nothing of whiteouts reports: everything of every layer.
std::vector<std::string> Truth(const std::vector<std::vector<std::string>>& layers,
                               const std::vector<std::pair<size_t, Package>>& found,
                               const std::vector<std::pair<size_t, Package>>& reported) {
  std::vector<LayerFindings> findings(layers.size());
  for (const auto& [layer, package] : found) findings[layer].packages.push_back(package);
  const auto image = ImageOf(layers, findings);
  ReportBuilder builder(Context::Background());
  for (const auto& [layer, package] : reported) {
    builder.Add(builder.Add(package), {At(package.filepath, layer), {}, {}, {}});
  }
  IndexReport report = *std::move(builder).Finish();
  EXPECT_TRUE(ApplyPathTruth(Context::Background(), *image, report).ok());
  return Occurrences(report, *image);
}

TEST(PathTruthTest, DropsWhatIsNoLongerThere) {
  const Package a = TestPackage("a", "1", "x/a"), b = TestPackage("b", "1", "db"),
                b2 = TestPackage("b", "2", "db"), c = TestPackage("c", "1", "db");
  EXPECT_EQ(Truth({{"x/a", "db"}, {"!x", "db"}}, {{0, a}, {0, b}, {0, c}, {1, b2}, {1, c}},
                  {{0, a}, {0, b}, {1, b2}, {0, c}}),
            (std::vector<std::string>{"b 2 @db introduced=1", "c 1 @db introduced=0"}));
}

TEST(PathTruthTest, RenamedPackagesAreJudgedByTheirLayer) {
  const Package found = TestPackage("raw", "1", "db"), renamed = TestPackage("nice", "1", "db");
  EXPECT_EQ(Truth({{"db"}}, {{0, found}}, {{0, renamed}}),
            (std::vector<std::string>{"nice 1 @db introduced=0"}));
  EXPECT_EQ(Truth({{"db"}, {"!db"}}, {{0, found}}, {{0, renamed}}), std::vector<std::string>{});
}

TEST(OwnershipTest, LanguagePackageGetsItsOwner) {
  std::vector<LayerFindings> all(1);
  LayerFindings& findings = all[0];
  Package deb = TestPackage("python3-x", "1-2", "status");
  Package pip = TestPackage("x", "1", "usr/lib/x/METADATA");
  Package free = TestPackage("y", "1", "opt/y/METADATA");
  findings.packages = {deb};
  findings.owned = {{walk::PathHash("usr/lib/x/METADATA"), 0}, {walk::PathHash("status"), 0}};
  const auto image = ImageOf({{"status", "usr/lib/x/METADATA", "opt/y/METADATA"}}, all);
  ReportBuilder builder(Context::Background());
  for (const Package* p : {&deb, &pip, &free}) {
    builder.Add(builder.Add(*p), {At(p->filepath), {}, {}, {}});
  }
  IndexReport report = *std::move(builder).Finish();
  ASSERT_TRUE(NewOwnershipResolver()->Resolve(Context::Background(), *image, report).ok());
  EXPECT_EQ(Occurrences(report, *image),
            (std::vector<std::string>{"python3-x 1-2 @status introduced=0",
                                      "x 1 @usr/lib/x/METADATA introduced=0 owner=python3-x",
                                      "y 1 @opt/y/METADATA introduced=0"}));
}

}  // namespace
}  // namespace claircore::internal
