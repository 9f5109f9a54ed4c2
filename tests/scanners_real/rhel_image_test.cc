#include <cstddef>
#include <memory>
#include <set>
#include <string>
#include <utility>
#include <vector>

#include "claircore/builtin_ecosystems.h"
#include "claircore/indexer.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/image_builder.h"
#include "gtest/gtest.h"
#include "indexer/sqlite/test_databases.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

// A real rpm database under the name of another system: Red Hat's own may not be handed on.
constexpr char kDatabase[] =
    "rpmdb/alma--al9-20231124--almalinux-9-docker-aarch64-micro/rpmdb.sqlite";
constexpr char kRhel[] = "ID=\"rhel\"\nNAME=\"Red Hat Enterprise Linux\"\nVERSION_ID=\"9.3\"\n";
constexpr char kManifest[] = R"({"content_sets": ["ubi-9-baseos-rpms", "ubi-9-appstream-rpms"]})";

// The whole indexer, as a host has it.
IndexReport Index(std::vector<testing::TarBuilder> layers) {
  testing::ImageRecipe recipe;
  for (testing::TarBuilder& layer : layers) recipe.layers.push_back({.tar = std::move(layer)});
  const testing::BuiltImage image = testing::BuildImage(recipe);
  MemoryStore store;
  IndexerOptions options;
  options.store = &store.index();
  options.fetcher = image.fetcher.get();
  AddBuiltinEcosystems(options.ecosystems);
  const auto indexer = Indexer::Create(std::move(options));
  EXPECT_TRUE(indexer.ok()) << indexer.status();
  auto report = (*indexer)->Index(Context::Background(), image.manifest);
  EXPECT_TRUE(report.ok()) << report.status();
  return report.ok() ? *std::move(report) : IndexReport();
}

// The names of the repositories of each rpm, without the many that have the same.
std::set<std::string> Origins(const IndexReport& report) {
  std::set<std::string> all;
  for (const auto& [id, package] : report.packages) {
    if (package.type != "rpm" || package.name == "gpg-pubkey") continue;
    for (const Environment& e : report.environments.at(id)) {
      std::set<std::string> names;
      for (const std::string& r : e.repository_ids) names.insert(report.repositories.at(r).name);
      std::string line;
      for (const std::string& name : names) line += name + " ";
      all.insert(line);
    }
  }
  return all;
}

testing::TarBuilder System(const std::string& os_release, const std::string& database) {
  return testing::TarBuilder()
      .File("etc/os-release", os_release)
      .File("var/lib/rpm/rpmdb.sqlite", database);
}

TEST(RhelImage, OnlyRedHatsImagesMissAManifest) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const std::string database =
      ReadPack(shared, "packs/fixtures/rpmdbs.tar.zst").files.at(kDatabase);

  const IndexReport bare = Index({System(kRhel, database)});
  ASSERT_GT(bare.packages.size(), 10u);
  EXPECT_EQ(Origins(bare), (std::set<std::string>{""}));
  ASSERT_EQ(bare.problems.size(), 1u);
  EXPECT_EQ(bare.problems[0].code, "NOT_FOUND");
  EXPECT_EQ(bare.problems[0].layer, bare.layers[0]);

  const IndexReport other = Index({System("ID=almalinux\nVERSION_ID=9.3\n", database)});
  EXPECT_EQ(other.packages.size(), bare.packages.size());
  EXPECT_TRUE(other.problems.empty());

  // In a layer of its own, as some builds have it.
  const IndexReport known =
      Index({System(kRhel, database),
             testing::TarBuilder().File(
                 "root/buildinfo/content_manifests/ubi9-container-9.3-1.json", kManifest)});
  EXPECT_TRUE(known.problems.empty());
  EXPECT_EQ(Origins(known), (std::set<std::string>{"ubi-9-appstream-rpms ubi-9-baseos-rpms "}));
}

TEST(RhelImage, HintsReachThePackagesAndFactsDoNotReachTheReport) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const std::string database =
      ReadPack(shared, "packs/fixtures/rpmdbs.tar.zst").files.at(kDatabase);
  const IndexReport bare = Index({System(kRhel, database)});
  std::string history =
      "CREATE TABLE repo(id INTEGER PRIMARY KEY, repoid TEXT);"
      "CREATE TABLE rpm(item_id INTEGER UNIQUE, name, epoch, version, release, arch);"
      "CREATE TABLE trans_item(id INTEGER PRIMARY KEY, item_id, repo_id, action);"
      "INSERT INTO repo VALUES(1, 'ubi-9-baseos-rpms');";
  size_t number = 0;
  for (const auto& [id, package] : bare.packages) {
    if (package.type != "rpm") continue;
    const size_t colon = package.version.find(':');
    const std::string epoch = colon == std::string::npos ? "0" : package.version.substr(0, colon);
    const std::string rest =
        colon == std::string::npos ? package.version : package.version.substr(colon + 1);
    const std::string item = std::to_string(++number);
    history += "INSERT INTO rpm VALUES(" + item + ",'" + package.name + "'," + epoch + ",'" +
               rest.substr(0, rest.find('-')) + "','" + rest.substr(rest.find('-') + 1) + "','" +
               package.arch + "'); INSERT INTO trans_item VALUES(" + item + "," + item + ",1,1);";
  }
  const IndexReport report =
      Index({System(kRhel, database)
                 .File("root/buildinfo/content-sets.json", kManifest)
                 .File("var/lib/dnf/history.sqlite", internal::MakeDatabase(history).main),
             testing::TarBuilder().Whiteout("var/lib/dnf")});
  EXPECT_TRUE(report.problems.empty());
  EXPECT_EQ(report.packages.size(), bare.packages.size());
  EXPECT_EQ(Origins(report), (std::set<std::string>{"ubi-9-baseos-rpms "}));
  for (const auto& [id, environments] : report.environments) {
    const std::string& hint = environments[0].repository_hint;
    EXPECT_TRUE(hint.ends_with("repoid=ubi-9-baseos-rpms")) << hint;
  }
}

}  // namespace
}  // namespace claircore::scanners_real
