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

// apk-tools 3, and rpm before it, moved their databases; a link may be left where the old one was.
TEST(PathCoalescerTest, AMovedDatabaseBringsItsPackagesAlong) {
  const LayerFindings old = Found({{"a", "1", "lib/db"}, {"up", "1", "lib/db"}}, {"lib/db"});
  const LayerFindings moved =
      Found({{"a", "1", "usr/db"}, {"up", "2", "usr/db"}, {"b", "1", "usr/db"}}, {"usr/db"});
  const Lines want = {"a 1 @usr/db introduced=0", "b 1 @usr/db introduced=1",
                      "up 2 @usr/db introduced=1"};
  EXPECT_EQ(Coalesce({{"lib/db"}, {"!lib/db", "usr/db"}, {"x"}}, {old, moved}), want);
  EXPECT_EQ(Coalesce({{"lib/db"}, {"!lib", "lib -> usr", "usr/db"}}, {old, moved}), want);
  EXPECT_EQ(Coalesce({{"lib/db"}, {"lib/db -> usr/db", "usr/db"}}, {old, moved}), want);
  // Twice.
  EXPECT_EQ(
      Coalesce({{"lib/db"}, {"!lib", "usr/db"}, {"!usr", "var/db"}},
               {old, moved, Found({{"a", "1", "var/db"}, {"up", "2", "var/db"}}, {"var/db"})}),
      (Lines{"a 1 @var/db introduced=0", "up 2 @var/db introduced=1"}));
  // Another one beside it is no move, nor is one that comes when the first has long been gone.
  EXPECT_EQ(Coalesce({{"lib/db"}, {"usr/db"}}, {old, moved})[0], "a 1 @lib/db introduced=0");
  EXPECT_EQ(Coalesce({{"lib/db"}, {"usr/db"}}, {old, moved})[1], "a 1 @usr/db introduced=1");
  EXPECT_EQ(Coalesce({{"lib/db"}, {"!lib"}, {"usr/db"}}, {old, {}, moved})[0],
            "a 1 @usr/db introduced=2");
  // What proves a package by itself is at another place.
  EXPECT_EQ(
      Coalesce({{"m/a"}, {"!m", "n/a"}}, {Found({{"a", "1", "m/a"}}), Found({{"a", "1", "n/a"}})}),
      (Lines{"a 1 @n/a introduced=1"}));
}

TEST(PathCoalescerTest, ADatabaseIsTheSameUnderAnotherName) {
  EXPECT_EQ(Coalesce({{"usr/db", "var -> usr"}, {"var/db"}},
                     {Found({{"a", "1", "usr/db"}}, {"usr/db"}),
                      Found({{"a", "1", "var/db"}, {"b", "1", "var/db"}}, {"var/db"})}),
            (Lines{"a 1 @var/db introduced=0", "b 1 @var/db introduced=1"}));
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
