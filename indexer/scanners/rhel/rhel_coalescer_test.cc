#include "indexer/scanners/rhel/rhel_coalescer.h"

#include <algorithm>
#include <cstddef>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/layer_findings.h"
#include "gtest/gtest.h"
#include "indexer/coalesce/test_layers.h"
#include "indexer/scanners/rhel/content_manifest_scanner.h"
#include "indexer/scanners/rhel/rhcc_scanner.h"

namespace claircore::scanners {
namespace {

using internal::Image;
using internal::ImageOf;
using internal::Occurrences;
using internal::TestPackage;

constexpr char kDb[] = "var/lib/rpm/rpmdb.sqlite";
constexpr char kHistory[] = "var/lib/dnf/history.sqlite";
using Paths = std::vector<std::string>;

Package Rpm(std::string_view name, std::string_view version) {
  Package package = TestPackage(name, version, kDb);
  package.type = "rpm";
  package.arch = "x86_64";
  return package;
}

Package Fact(std::string_view name, std::string_view version, std::string_view repository) {
  Package package = TestPackage(name, version, kHistory);
  package.type = "rpm";
  package.arch = "x86_64";
  package.kind = PackageKind::kUnknown;
  package.package_db = std::string("dnf:") + kHistory;
  package.repository_hint = "repoid=" + std::string(repository);
  return package;
}

Distribution System(std::string_view did) {
  Distribution distribution;
  distribution.did = did;
  distribution.version_id = "9";
  return distribution;
}

LayerFindings Found(std::vector<Package> packages, std::vector<std::string> content_sets = {},
                    std::string_view did = "") {
  LayerFindings findings;
  findings.packages = std::move(packages);
  for (const std::string& id : content_sets) findings.repositories.push_back(MakeRepositoryId(id));
  if (!did.empty()) findings.distributions.push_back(System(did));
  return findings;
}

IndexReport Coalesce(const Coalescer& coalescer, const Image& image,
                     const std::vector<LayerFindings>& findings) {
  auto report = coalescer.Coalesce(Context::Background(), image, findings);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *report : IndexReport();
}

// "name version repos=a,b hint", sorted as the report is.
std::vector<std::string> Attributed(const IndexReport& report) {
  std::vector<std::string> lines;
  for (const auto& [id, environments] : report.environments) {
    for (const Environment& e : environments) {
      const Package& p = report.packages.at(id);
      std::set<std::string> sorted;
      for (const std::string& repository : e.repository_ids) {
        sorted.insert(report.repositories.at(repository).name);
      }
      std::string names;
      for (const std::string& name : sorted) names += (names.empty() ? "" : ",") + name;
      lines.push_back(p.name + " " + p.version + " [" + names + "] " + e.repository_hint);
    }
  }
  std::sort(lines.begin(), lines.end());
  return lines;
}

std::vector<std::string> Attributed(const std::vector<Paths>& paths,
                                    const std::vector<LayerFindings>& findings,
                                    size_t problems = 0) {
  const auto image = ImageOf(paths, findings);
  const IndexReport report = Coalesce(*NewRhelCoalescer(), *image, findings);
  EXPECT_EQ(report.problems.size(), problems);
  return Attributed(report);
}

using Lines = std::vector<std::string>;

TEST(RhelCoalescer, APackageGoesWithTheLayerThatIntroducedIt) {
  EXPECT_EQ(Attributed({{kDb}, {kDb}, {kDb}},
                       {Found({Rpm("base", "1")}, {"baseos"}, "rhel"),
                        Found({Rpm("base", "1"), Rpm("product", "1")}, {"product"}),
                        Found({Rpm("base", "1"), Rpm("product", "1"), Rpm("user", "1")})}),
            (Lines{"base 1 [baseos] ", "product 1 [product] ", "user 1 [product] "}));
}

TEST(RhelCoalescer, ALayerBelowTheFirstManifestGoesWithTheNextAbove) {
  EXPECT_EQ(Attributed({{kDb}, {"x"}, {kDb}},
                       {Found({Rpm("a", "1")}, {}, "rhel"), Found({}, {"one", "two"}),
                        Found({Rpm("a", "1"), Rpm("b", "1")})}),
            (Lines{"a 1 [one,two] ", "b 1 [one,two] "}));
}

TEST(RhelCoalescer, APackageThatWentAndCameBackIsThereSinceItCameBack) {
  const std::vector<LayerFindings> findings = {
      Found({Rpm("a", "1"), Rpm("b", "1")}, {"old"}, "rhel"), Found({Rpm("b", "1")}),
      Found({Rpm("a", "1"), Rpm("b", "1")}, {"new"}), Found({Rpm("a", "1")})};
  const auto image = ImageOf({{kDb}, {kDb}, {kDb}, {kDb}}, findings);
  const IndexReport report = Coalesce(*NewRhelCoalescer(), *image, findings);
  EXPECT_EQ(Attributed(report), (Lines{"a 1 [new] "}));
  EXPECT_EQ(report.environments.begin()->second[0].introduced_in, image->layers()[2]);
}

TEST(RhelCoalescer, AHintAmongTheContentSetsDecides) {
  EXPECT_EQ(Attributed({{kDb, kHistory}},
                       {Found({Rpm("a", "1"), Rpm("b", "1"), Rpm("c", "1"), Fact("a", "1", "two"),
                               Fact("b", "1", "0f3a"), Fact("c", "2", "two")},
                              {"one", "two"}, "rhel")}),
            (Lines{"a 1 [two] repoid=two", "b 1 [0f3a,one,two] repoid=0f3a", "c 1 [one,two] "}));
}

TEST(RhelCoalescer, HintsAloneAreEnough) {
  EXPECT_EQ(Attributed({{kDb, kHistory}},
                       {Found({Rpm("a", "1"), Fact("a", "1", "rhel-9 x")}, {}, "rhel")}),
            (Lines{"a 1 [rhel-9 x] repoid=rhel-9%20x"}));
  // dnf's word for a file of the user's.
  EXPECT_EQ(Attributed({{kDb, kHistory}},
                       {Found({Rpm("a", "1"), Fact("a", "1", "@commandline")}, {}, "rhel")}, 1),
            (Lines{"a 1 [] repoid=%40commandline"}));
}

TEST(RhelCoalescer, HintsOutliveTheHistoryAndTheNewestCounts) {
  EXPECT_EQ(
      Attributed(
          {{kDb, kHistory}, {kDb, kHistory}, {"!" + std::string(kHistory)}},
          {Found({Rpm("a", "1"), Fact("a", "1", "one")}, {}, "rhel"),
           Found({Rpm("a", "1"), Rpm("b", "1"), Fact("a", "1", "two"), Fact("b", "1", "two")}),
           Found({})}),
      (Lines{"a 1 [two] repoid=two", "b 1 [two] repoid=two"}));
}

TEST(RhelCoalescer, AHintIsAddedToOthers) {
  Package package = Rpm("a", "1");
  package.repository_hint = "key=199e2f91fd431d51";
  EXPECT_EQ(Attributed({{kDb, kHistory}}, {Found({package, Fact("a", "1", "x")}, {"x"}, "rhel")}),
            (Lines{"a 1 [x] key=199e2f91fd431d51&repoid=x"}));
}

TEST(RhelCoalescer, HintsAreForTheSystemsOwnDatabase) {
  Package package = Rpm("a", "1");
  package.filepath = package.package_db = "opt/root/var/lib/rpm/rpmdb.sqlite";
  EXPECT_EQ(Attributed({{package.filepath, kHistory}},
                       {Found({package, Fact("a", "1", "x")}, {"one"}, "rhel")}),
            (Lines{"a 1 [one] "}));
}

TEST(RhelCoalescer, OnlyRedHatsImagesMissAManifest) {
  EXPECT_EQ(Attributed({{kDb}}, {Found({Rpm("a", "1")}, {}, "fedora")}), (Lines{"a 1 [] "}));
  EXPECT_EQ(Attributed({{kDb, kHistory}},
                       {Found({Rpm("a", "1"), Fact("a", "1", "fedora")}, {}, "fedora")}),
            (Lines{"a 1 [] repoid=fedora"}));
  EXPECT_EQ(Attributed({{"etc/os-release"}}, {Found({}, {}, "rhel")}), Lines{});

  const std::vector<LayerFindings> findings = {
      Found({Rpm("a", "1"), Rpm("b", "1"), Rpm("gpg-pubkey", "1")}, {}, "rhel")};
  const auto image = ImageOf({{kDb}}, findings);
  const IndexReport report = Coalesce(*NewRhelCoalescer(), *image, findings);
  ASSERT_EQ(report.problems.size(), 1u);
  EXPECT_EQ(report.problems[0].layer, image->layers()[0]);
  EXPECT_EQ(report.problems[0].code, "NOT_FOUND");
  EXPECT_NE(report.problems[0].message.find(" 2 packages "), std::string::npos);
}

Package Container(std::string_view name, std::string_view version, std::string_view path) {
  Package package = TestPackage(name, version, path);
  package.normalized_version = {.kind = "rhctag", .v = {1, 2}};
  package.repository_hint = "rhcc";
  return package;
}

LayerFindings FoundContainer(const Package& package) {
  LayerFindings findings;
  findings.packages = {package};
  Repository catalog;
  catalog.name = "catalog";
  catalog.key = kContainerRepositoryKey;
  findings.repositories = {catalog};
  return findings;
}

TEST(RhccCoalescer, TheNewestContainerIsTheImage) {
  const std::vector<LayerFindings> findings = {
      FoundContainer(Container("ubi8", "8.4-1", "root/buildinfo/Dockerfile-ubi8-8.4-1")),
      FoundContainer(Container("quay", "3.5-4", "root/buildinfo/Dockerfile-quay-3.5-4")),
      LayerFindings()};
  const auto image = ImageOf(
      {{"root/buildinfo/Dockerfile-ubi8-8.4-1"}, {"root/buildinfo/Dockerfile-quay-3.5-4"}, {"app"}},
      findings);
  const IndexReport report = Coalesce(*NewRhccCoalescer(), *image, findings);
  EXPECT_EQ(Attributed(report), (Lines{"quay 3.5-4 [catalog] rhcc", "ubi8 8.4-1 [] rhcc"}));
  for (const auto& [id, package] : report.packages) {
    EXPECT_EQ(package.normalized_version->kind, package.name == "quay" ? "rhctag" : "unmatchable");
  }
}

TEST(RhccCoalescer, LabelsReplaceThoseBelow) {
  const std::string path = "root/buildinfo/labels.json";
  const std::vector<LayerFindings> findings = {FoundContainer(Container("base", "1", path)),
                                               FoundContainer(Container("product", "2", path))};
  const auto image = ImageOf({{path}, {path}}, findings);
  EXPECT_EQ(Attributed(Coalesce(*NewRhccCoalescer(), *image, findings)),
            (Lines{"product 2 [catalog] rhcc"}));
  const auto empty = ImageOf({{"a"}}, {});
  EXPECT_TRUE(Coalesce(*NewRhccCoalescer(), *empty, {LayerFindings()}).packages.empty());
}

}  // namespace
}  // namespace claircore::scanners
