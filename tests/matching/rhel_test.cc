// Images of Red Hat Enterprise Linux from layer to report: what their repository ids stand for
// comes as data, when matching.

#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/builtin_ecosystems.h"
#include "claircore/builtin_matchers.h"
#include "claircore/builtin_updaters.h"
#include "claircore/builtin_versions.h"
#include "claircore/fetch/feed_directory/feed_directory.h"
#include "claircore/indexer.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/zip_builder.h"
#include "claircore/update_manager.h"
#include "gtest/gtest.h"
#include "indexer/rpmdb/test_databases.h"

namespace claircore {
namespace {

namespace fs = std::filesystem;
using rpmdb::MakeHeader;

constexpr char kMapping[] = R"({"data": {
 "rhel-9-for-x86_64-baseos-rpms": {"cpes": ["cpe:/o:redhat:enterprise_linux:9::baseos"]},
 "rhel-9-for-x86_64-appstream-rpms": {"cpes": ["cpe:/a:redhat:enterprise_linux:9::appstream"]},
 "rhel-9-for-x86_64-baseos-eus-rpms": {"cpes": ["cpe:/o:redhat:rhel_eus:9.2::baseos"]}}})";

// As OSV writes advisories of Red Hat.
std::string Rhsa(std::string_view id, std::string_view summary, std::string_view product,
                 std::string_view package, std::string_view fixed) {
  std::string text = R"({"schema_version": "1.7.0", "modified": "2026-03-18T11:30:33Z", "id": ")";
  text.append(id).append(R"(", "summary": ")").append(summary);
  text.append(R"(", "affected": [{"package": {"ecosystem": "Red Hat:)").append(product);
  text.append(R"(", "name": ")").append(package);
  text.append(
      R"("}, "ranges": [{"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": ")");
  return text.append(fixed).append(R"("}]}]}]})");
}

class RhelTest : public ::testing::Test {
 protected:
  void SetUp() override {
    feeds_ = fs::path(::testing::TempDir()) / ("rhel." + std::to_string(getpid()));
    testing::ZipBuilder zip;
    const auto add = [&](std::string_view id, auto... rest) {
      zip.Deflated(std::string(id) + ".json", Rhsa(id, rest...));
    };
    add("RHSA-1", "sudo security update", "enterprise_linux:9::baseos", "sudo",
        "0:1.9.5p2-10.el9_6.1");
    add("RHSA-2", "sudo security update", "rhel_eus:9.2::baseos", "sudo", "0:1.9.5p2-11.el9_2");
    add("RHSA-3", "nodejs:22 security update", "enterprise_linux:9::appstream", "nodejs",
        "1:22.23.2-2.module+el9.8.0+24958+80b2ac6e");
    add("RHSA-4", "nodejs:18 security update", "enterprise_linux:9::appstream", "nodejs",
        "1:18.20.8-1.module+el9.6.0+1+2");
    add("RHSA-5", "htop security update", "enterprise_linux:9::baseos", "htop", "0:99-1");
    Write("osv/Red Hat/all.zip", zip.Build());
  }
  void TearDown() override { fs::remove_all(feeds_); }

  void Write(const fs::path& name, std::string_view bytes) {
    fs::create_directories((feeds_ / name).parent_path());
    std::ofstream(feeds_ / name, std::ios::binary) << bytes;
  }

  // Three packages: of the base layer's content sets, of the upper layer's, and of none of these.
  IndexReport Index(const std::string& os_release, bool content_sets) {
    const std::string sudo =
        MakeHeader({.name = "sudo", .version = "1.9.5p2", .release = "9.el9", .arch = "x86_64"});
    const std::string nodejs = MakeHeader({.name = "nodejs",
                                           .version = "18.20.2",
                                           .release = "1.module+el9.4.0+1+2",
                                           .epoch = 1,
                                           .module = "nodejs:18:9040020240101:rhel9"});
    const std::string htop = MakeHeader({.name = "htop", .version = "3.3.0", .release = "1.el9"});
    testing::ImageRecipe recipe;
    recipe.layers.resize(2);
    auto& base = recipe.layers[0].tar;
    base.File("etc/os-release", os_release);
    base.File("var/lib/rpm/Packages.db", rpmdb::MakeNdb({sudo}));
    auto& top = recipe.layers[1].tar;
    top.File("var/lib/rpm/Packages.db", rpmdb::MakeNdb({sudo, nodejs, htop}));
    if (content_sets) {
      base.File("root/buildinfo/content_manifests/base.json",
                R"({"content_sets": ["rhel-9-for-x86_64-baseos-rpms"]})");
      top.File("root/buildinfo/content_manifests/top.json",
               R"({"content_sets": ["rhel-9-for-x86_64-appstream-rpms"]})");
    }
    const testing::BuiltImage image = testing::BuildImage(recipe);
    MemoryStore store;
    IndexerOptions options{.store = &store.index(), .fetcher = image.fetcher.get()};
    AddBuiltinEcosystems(options.ecosystems);
    const auto indexer = Indexer::Create(std::move(options));
    EXPECT_TRUE(indexer.ok()) << indexer.status();
    auto report = (*indexer)->Index(context_, image.manifest);
    EXPECT_TRUE(report.ok()) << report.status();
    return *std::move(report);
  }

  VulnerabilityReport Match(const IndexReport& index) {
    const auto feeds = NewFeedDirectory(feeds_.string());
    EXPECT_TRUE(feeds.ok()) << feeds.status();
    UpdateOptions updating{.store = &store_.vulnerabilities(), .http = feeds->get()};
    AddBuiltinUpdaters(updating.updaters);
    const auto manager = UpdateManager::Create(std::move(updating));
    EXPECT_TRUE(manager.ok()) << manager.status();
    const auto results = (*manager)->Run(context_);
    EXPECT_TRUE(results.ok()) << results.status();
    for (const UpdateResult& result : *results) {
      EXPECT_TRUE(result.status.ok()) << result.updater << ": " << result.status;
    }
    MatchOptions matching{.store = &store_.vulnerabilities()};
    AddBuiltinMatchers(matching.matchers);
    AddBuiltinVersions(matching.schemes);
    const auto engine = MatchEngine::Create(context_, std::move(matching));
    EXPECT_TRUE(engine.ok()) << engine.status();
    auto report = (*engine)->Match(context_, index);
    EXPECT_TRUE(report.ok()) << report.status();
    return *std::move(report);
  }

  // "package advisory".
  static std::vector<std::string> Findings(const VulnerabilityReport& report) {
    std::vector<std::string> found;
    for (const auto& [package, ids] : report.package_vulnerabilities) {
      for (const std::string& id : ids) {
        found.push_back(report.index->packages.at(package).name + " " +
                        report.vulnerabilities.at(id)->name);
      }
    }
    return found;
  }

  using Texts = std::vector<std::string>;
  const Context context_ = Context::Background();
  fs::path feeds_;
  MemoryStore store_;
};

constexpr char kRhel[] = "ID=\"rhel\"\nNAME=\"Red Hat Enterprise Linux\"\nVERSION_ID=\"9.4\"\n";
constexpr char kFedora[] = "ID=fedora\nNAME=\"Fedora Linux\"\nVERSION_ID=40\n";

TEST_F(RhelTest, PackagesAreMatchedForTheProductsOfTheirRepositories) {
  Write("rhel/repository-to-cpe.json", kMapping);
  const VulnerabilityReport report = Match(Index(kRhel, true));
  EXPECT_EQ(report.index->problems, std::vector<Problem>{});
  // htop came with the upper layer, whose content sets are others than RHSA-5's; sudo with the
  // base.
  EXPECT_EQ(Findings(report), (Texts{"nodejs RHSA-4", "sudo RHSA-1"}));
  EXPECT_EQ(report.match_problems, std::vector<Problem>{});
}

TEST_F(RhelTest, WhatAnIdStandsForChangesWithoutTheImage) {
  Write("rhel/repository-to-cpe.json", kMapping);
  const IndexReport index = Index(kRhel, true);
  EXPECT_EQ(Findings(Match(index)), (Texts{"nodejs RHSA-4", "sudo RHSA-1"}));
  Write("rhel/repository-to-cpe.json",
        R"({"data": {"rhel-9-for-x86_64-baseos-rpms": {"cpes": [
            "cpe:/o:redhat:rhel_eus:9.2::baseos"]}}})");
  const VulnerabilityReport report = Match(index);
  EXPECT_EQ(Findings(report), Texts{"sudo RHSA-2"});
  ASSERT_EQ(report.match_problems.size(), 1u);
  EXPECT_EQ(report.match_problems[0].message,
            "nothing is known of the repositories of 2 packages: "
            "'rhel-9-for-x86_64-appstream-rpms'");
}

TEST_F(RhelTest, AMissingMappingIsAFindingOnRhelAndNothingOnOthers) {
  const VulnerabilityReport report = Match(Index(kRhel, true));
  EXPECT_EQ(Findings(report), Texts{});
  EXPECT_TRUE(report.index->problems.empty());
  ASSERT_EQ(report.match_problems.size(), 1u);
  EXPECT_EQ(report.match_problems[0].scanner, "rhel/repository-to-cpe");
  EXPECT_EQ(report.match_problems[0].code, "NOT_FOUND");

  const VulnerabilityReport fedora = Match(Index(kFedora, false));
  EXPECT_EQ(fedora.index->packages.size(), 3u);
  EXPECT_TRUE(fedora.match_problems.empty());
  EXPECT_TRUE(fedora.index->problems.empty());
  for (const Freshness& f : fedora.freshness) EXPECT_NE(f.updater, "rhel/repository-to-cpe");
}

}  // namespace
}  // namespace claircore
