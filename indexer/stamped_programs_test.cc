#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/builtin_ecosystems.h"
#include "claircore/indexer.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/recipe.h"
#include "claircore/testing/tar_builder.h"
#include "gtest/gtest.h"
#include "indexer/executables/test_programs.h"

// Programs that say of which package they are, in an image with a database that has some of them.
namespace claircore {
namespace {

std::string Program(std::string_view name, std::string_view version) {
  const std::string note = R"({"type":"deb","os":"debian","architecture":"amd64","name":")" +
                           std::string(name) + R"(","version":")" + std::string(version) + "\"}";
  return executables::ElfBuilder()
      .Note(executables::TestNote("FDO", 0xcafe1a7e, note + '\0'))
      .Build();
}

constexpr std::string_view kStatus = R"(Package: udev
Status: install ok installed
Architecture: amd64
Source: systemd
Version: 252.38-1

)";

IndexReport Index(const testing::BuiltImage& image) {
  MemoryStore store;
  IndexerOptions options;
  options.store = &store.index();
  options.fetcher = image.fetcher.get();
  AddBuiltinEcosystems(options.ecosystems);
  auto indexer = Indexer::Create(std::move(options));
  EXPECT_TRUE(indexer.ok()) << indexer.status();
  auto report = (*indexer)->Index(Context::Background(), image.manifest);
  EXPECT_TRUE(report.ok()) << report.status();
  return *std::move(report);
}

TEST(StampedPrograms, AreOfTheImagesDistributionUnlessOwned) {
  testing::ImageRecipe recipe;
  recipe.layers.emplace_back()
      .tar.File("etc/os-release", "ID=debian\nVERSION_ID=12\n")
      .File("var/lib/dpkg/status", std::string(kStatus))
      .File("var/lib/dpkg/info/udev.list", "/.\n/usr\n/usr/bin/udevadm\n/usr/bin/older\n")
      .File("usr/bin/older", Program("systemd", "247.3-7"), 0755)
      .File("usr/bin/udevadm", Program("systemd", "252.38-1"), 0755)
      .File("usr/lib/systemd/systemd-udevd", Program("systemd", "252.38-1"), 0755);
  recipe.layers.emplace_back()
      .tar.File("opt/busctl", Program("systemd", "255.1-1"), 0755)
      .File("opt/systemctl", Program("systemd", "255.1-1"), 0755);
  const IndexReport report = Index(testing::BuildImage(recipe));

  // "name version: @file [by owner] [in distribution]".
  std::map<std::string, std::vector<std::string>> found;
  for (const auto& [id, environments] : report.environments) {
    const Package& package = report.packages.at(id);
    for (const Environment& e : environments) {
      std::string place = "@" + e.filepath;
      if (!e.owner_id.empty()) place += " by " + report.packages.at(e.owner_id).name;
      if (!e.distribution_id.empty()) {
        place += " in " + report.distributions.at(e.distribution_id).did;
      }
      found[package.name + " " + package.version].push_back(place);
    }
  }
  const std::map<std::string, std::vector<std::string>> want = {
      {"udev 252.38-1", {"@var/lib/dpkg/status in debian"}},
      // That the two programs are of 252.38-1 is what the database says.
      {"systemd 247.3-7", {"@usr/bin/older by udev in debian"}},
      {"systemd 255.1-1", {"@opt/busctl in debian", "@opt/systemctl in debian"}},
  };
  EXPECT_EQ(found, want);
}

}  // namespace
}  // namespace claircore
