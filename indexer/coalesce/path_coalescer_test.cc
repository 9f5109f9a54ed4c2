#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "claircore/coalescer.h"
#include "gtest/gtest.h"
#include "indexer/coalesce/test_layers.h"

namespace claircore::internal {
namespace {

using Layers = std::vector<std::vector<std::string>>;
using Lines = std::vector<std::string>;

// Findings of one layer: packages as "name version filepath".
LayerFindings Found(const std::vector<std::vector<std::string>>& packages,
                    const std::vector<std::string>& databases = {}) {
  LayerFindings findings;
  for (const auto& p : packages) findings.packages.push_back(TestPackage(p[0], p[1], p[2]));
  findings.databases = databases;
  return findings;
}

LayerFindings Release(LayerFindings findings, const std::string& did, const std::string& version) {
  Distribution distribution;
  distribution.did = did;
  distribution.version_id = version;
  findings.distributions.push_back(distribution);
  return findings;
}

Lines Coalesce(const Layers& layers, std::vector<LayerFindings> findings) {
  findings.resize(layers.size());
  const auto image = ImageOf(layers, findings);
  const auto report = NewPathCoalescer()->Coalesce(Context::Background(), *image, findings);
  if (!report.ok()) return {report.status().ToString()};
  return Occurrences(*report, *image);
}

TEST(PathCoalescerTest, NewerDatabaseReplacesTheOlderWholesale) {
  EXPECT_EQ(Coalesce({{"db"}, {"db"}, {"other"}},
                     {Found({{"kept", "1", "db"}, {"gone", "1", "db"}, {"up", "1", "db"}}),
                      Found({{"kept", "1", "db"}, {"up", "2", "db"}, {"new", "1", "db"}})}),
            (Lines{"kept 1 @db introduced=0", "new 1 @db introduced=1", "up 2 @db introduced=1"}));
}

TEST(PathCoalescerTest, EmptiedDatabaseHidesTheOlder) {
  EXPECT_EQ(Coalesce({{"db"}, {"db"}}, {Found({{"a", "1", "db"}}), Found({}, {"db"})}), Lines{});
}

TEST(PathCoalescerTest, ReplacedBySomethingUnrecognised) {
  EXPECT_EQ(Coalesce({{"app.jar"}, {"app.jar"}}, {Found({{"a", "1", "app.jar"}})}), Lines{});
}

TEST(PathCoalescerTest, Removed) {
  EXPECT_EQ(Coalesce({{"m/a/package.json"}, {"!m"}}, {Found({{"a", "1", "m/a/package.json"}})}),
            Lines{});
}

TEST(PathCoalescerTest, RemovedAndAddedAgainCountsFromThen) {
  EXPECT_EQ(
      Coalesce({{"db"}, {"!db"}, {"db"}, {"db"}}, {Found({{"a", "1", "db"}}),
                                                   {},
                                                   Found({{"a", "1", "db"}}),
                                                   Found({{"a", "1", "db"}, {"b", "1", "db"}})}),
      (Lines{"a 1 @db introduced=2", "b 1 @db introduced=3"}));
  // The file stayed, but the package was not in it for a while.
  EXPECT_EQ(Coalesce({{"db"}, {"db"}, {"db"}},
                     {Found({{"a", "1", "db"}}), Found({}, {"db"}), Found({{"a", "1", "db"}})}),
            (Lines{"a 1 @db introduced=2"}));
}

TEST(PathCoalescerTest, TwoPlacesAreTwoEnvironments) {
  const Layers layers = {{"x/a", "y/a"}, {"z/a"}};
  EXPECT_EQ(
      Coalesce(layers, {Found({{"a", "1", "x/a"}, {"a", "1", "y/a"}}), Found({{"a", "1", "z/a"}})}),
      (Lines{"a 1 @x/a introduced=0", "a 1 @y/a introduced=0", "a 1 @z/a introduced=1"}));
}

TEST(PathCoalescerTest, OneFileUnderTwoNames) {
  EXPECT_EQ(
      Coalesce(
          {{"usr/lib/sysimage/rpm/db", "var/lib/rpm -> usr/lib/sysimage/rpm"}, {"var/lib/rpm/db"}},
          {Found({{"a", "1", "usr/lib/sysimage/rpm/db"}}), Found({{"b", "1", "var/lib/rpm/db"}})}),
      (Lines{"b 1 @var/lib/rpm/db introduced=1"}));
}

TEST(PathCoalescerTest, WithoutFilepathNothingIsRemoved) {
  EXPECT_EQ(Coalesce({{}, {"*"}, {}}, {Found({{"a", "1", ""}}), {}, Found({{"a", "1", ""}})}),
            (Lines{"a 1 @ introduced=0"}));
}

TEST(PathCoalescerTest, Distributions) {
  const LayerFindings a = Found({{"a", "1", "db"}});
  // At or below, else above.
  EXPECT_EQ(Coalesce({{}, {"db"}}, {Release({}, "debian", "12"), a}),
            (Lines{"a 1 @db introduced=1 dist=debian:12"}));
  EXPECT_EQ(Coalesce({{"db"}, {}}, {a, Release({}, "debian", "12")}),
            (Lines{"a 1 @db introduced=0 dist=debian:12"}));
  // An upgrade of the release counts for all.
  EXPECT_EQ(Coalesce({{"db"}, {}}, {Release(a, "alpine", "3.17"), Release({}, "alpine", "3.18")}),
            (Lines{"a 1 @db introduced=0 dist=alpine:3.18"}));
  // A second system copied over the first has its own packages only.
  EXPECT_EQ(
      Coalesce({{"db"}, {"apk"}},
               {Release(a, "debian", "12"), Release(Found({{"m", "1", "apk"}}), "alpine", "3.18")}),
      (Lines{"a 1 @db introduced=0 dist=debian:12", "m 1 @apk introduced=1 dist=alpine:3.18"}));
}

TEST(PathCoalescerTest, RepositoriesOfTheNearestLayer) {
  LayerFindings below = Found({{"a", "1", "db"}});
  below.repositories = {{"", "base", "", "", ""}};
  LayerFindings above = Found({{"b", "1", "db2"}});
  above.repositories = {{"", "extra", "", "", ""}, {"", "more", "", "", ""}};
  EXPECT_EQ(
      Coalesce({{"db"}, {"db2"}}, {below, above}),
      (Lines{"a 1 @db introduced=0 repo=base", "b 1 @db2 introduced=1 repo=extra repo=more"}));
}

TEST(PathCoalescerTest, PackagesTimesRepositoriesAreBounded) {
  LayerFindings found;
  for (int i = 0; i < 10'001; ++i) {
    found.packages.push_back(TestPackage("p" + std::to_string(i), "1", "db"));
  }
  for (int i = 0; i < 1'000; ++i) {
    found.repositories.push_back({.name = "r" + std::to_string(i)});
  }
  const std::vector<LayerFindings> layers = {found};
  const auto image = ImageOf({{"db"}}, layers);
  EXPECT_EQ(NewPathCoalescer()->Coalesce(Context::Background(), *image, layers).status().code(),
            absl::StatusCode::kResourceExhausted);
}

TEST(PathCoalescerTest, ChecksItsContext) {
  std::stop_source stop;
  stop.request_stop();
  const std::vector<LayerFindings> findings(1);
  const auto report = NewPathCoalescer()->Coalesce(
      Context::Background().WithStopToken(stop.get_token()), *ImageOf({{"a"}}), findings);
  EXPECT_EQ(report.status().code(), absl::StatusCode::kCancelled);
}

TEST(PathCoalescerTest, WantsOneElementALayer) {
  const std::vector<LayerFindings> findings(2);
  EXPECT_EQ(NewPathCoalescer()
                ->Coalesce(Context::Background(), *ImageOf({{"a"}}), findings)
                .status()
                .code(),
            absl::StatusCode::kInvalidArgument);
}

}  // namespace
}  // namespace claircore::internal
