#include <cstddef>
#include <iostream>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/distributions/distributions.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

using scanners::Family;

std::vector<Distribution> Detect(const testing::FakeLayer& layer) {
  testing::FakeDistributionSink sink;
  for (Family family : {Family::kApk, Family::kDpkg, Family::kRpm, Family::kPacman}) {
    for (const auto& detector : scanners::NewDistributionDetectors(family)) {
      EXPECT_TRUE(detector->Detect(Context::Background(), *layer.For(*detector), sink).ok());
    }
  }
  return sink.distributions;
}

// "a" of {"key":"a"} in a flat JSON text.
std::string Member(std::string_view json, std::string_view key) {
  const std::string quoted = "\"" + std::string(key) + "\":\"";
  const size_t at = json.find(quoted);
  if (at == std::string_view::npos) return {};
  json.remove_prefix(at + quoted.size());
  return std::string(json.substr(0, json.find('"')));
}

TEST(DistributionsReal, AlpineAsClairWantsIt) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  size_t checked = 0;
  for (const std::string& root : RootsWith(pack, "want")) {
    if (root.find("/alpine/testdata/") == std::string::npos) continue;
    SCOPED_TRACE(root);
    const std::string& want = pack.files.at(root + "/want");
    const std::vector<Distribution> found = Detect(LayerOf(pack, root));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].did, Member(want, "did"));
    EXPECT_EQ(found[0].name, Member(want, "name"));
    EXPECT_EQ(found[0].version, Member(want, "version"));
    EXPECT_EQ(found[0].version_id, Member(want, "version_id"));
    EXPECT_EQ(found[0].pretty_name, Member(want, "pretty_name"));
    ++checked;
  }
  EXPECT_EQ(checked, 17u);
}

// Roots named after their release: "ubuntu/testdata/dist/20.04/etc/lsb-release".
size_t CheckNamedRoots(const Pack& pack, std::string_view folder, std::string_view did) {
  size_t checked = 0;
  for (const std::string& root : RootsWith(pack, "etc/os-release")) {
    const size_t at = root.find(folder);
    if (at == std::string::npos) continue;
    SCOPED_TRACE(root);
    const std::vector<Distribution> found = Detect(LayerOf(pack, root));
    EXPECT_EQ(found.size(), 1u);
    if (found.size() != 1) continue;
    EXPECT_FALSE(found[0].version_code_name.empty());
    // One folder among Ubuntu's holds a Debian, to be told apart.
    if (found[0].did != did) {
      std::cout << root << " holds " << found[0].pretty_name << "\n";
      continue;
    }
    EXPECT_EQ(found[0].version_id, root.substr(at + folder.size()));
    ++checked;
  }
  return checked;
}

TEST(DistributionsReal, EveryDebianAndUbuntu) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  EXPECT_EQ(CheckNamedRoots(pack, "debian/testdata/dist/", "debian"), 6u);
  EXPECT_EQ(CheckNamedRoots(pack, "debian/testdata/distroless_dist/", "debian"), 3u);
  EXPECT_GT(CheckNamedRoots(pack, "ubuntu/testdata/dist/", "ubuntu"), 20u);
}

TEST(DistributionsReal, RedHatAndOracleAreToldApart) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  size_t checked = 0;
  for (const std::string& root : RootsWith(pack, "etc/redhat-release")) {
    const std::string name = root.substr(root.rfind('/') + 1);
    SCOPED_TRACE(name);
    const std::vector<Distribution> found = Detect(LayerOf(pack, root));
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].did, name.starts_with("oracle") ? "ol" : "rhel");
    EXPECT_EQ(found[0].version_id, name.substr(name.find_last_of('-') + 1));
    ++checked;
  }
  EXPECT_EQ(checked, 8u);
}

TEST(DistributionsReal, EverySkeletonIsRecognised) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack alpine = ReadPack(shared, "packs/fixtures/alpine-skeletons.tar.zst");
  size_t alpines = 0;
  for (const std::string& root : RootsWith(alpine, "lib/apk/db/installed")) {
    const std::vector<Distribution> found = Detect(LayerOf(alpine, root));
    ASSERT_EQ(found.size(), 1u) << root;
    EXPECT_EQ(found[0].did, "alpine");
    EXPECT_FALSE(found[0].version.empty());
    ++alpines;
  }
  EXPECT_EQ(alpines, 112u);
  const Pack debian = ReadPack(shared, "packs/fixtures/debian-skeletons.tar.zst");
  size_t debians = 0;
  for (const std::string& root : RootsWith(debian, "usr/lib/os-release")) {
    const std::vector<Distribution> found = Detect(LayerOf(debian, root));
    ASSERT_EQ(found.size(), 1u) << root;
    EXPECT_EQ(found[0].did, "debian");
    EXPECT_FALSE(found[0].version_code_name.empty());
    ++debians;
  }
  EXPECT_EQ(debians, 5u);
}

}  // namespace
}  // namespace claircore::scanners_real
