#include <cstddef>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/end_of_life.h"
#include "gtest/gtest.h"
#include "indexer/scanners/distributions/distributions.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

std::vector<Distribution> Detect(const testing::FakeLayer& layer) {
  testing::FakeDistributionSink sink;
  for (const auto family : scanners::kFamilies) {
    for (const auto& detector : scanners::NewDistributionDetectors(family)) {
      EXPECT_TRUE(detector->Detect(Context::Background(), *layer.For(*detector), sink).ok());
    }
  }
  const auto other = scanners::NewOtherDistributionDetector();
  EXPECT_TRUE(other->Detect(Context::Background(), *layer.For(*other), sink).ok());
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

// The text of one file of a txtar archive.
std::string Section(const std::string& archive, const std::string& name) {
  const std::string head = "-- " + name + " --\n";
  const size_t at = archive.find(head);
  if (at == std::string::npos) return {};
  const size_t begin = at + head.size();
  const size_t end = archive.find("\n-- ", begin);
  return archive.substr(begin, end == std::string::npos ? end : end + 1 - begin);
}

// What Clair's generic os-release reader makes of them, which it has no ecosystem for. Where a
// system's own rule says otherwise, that is listed with its reason.
TEST(DistributionsReal, OsReleaseAsClairWantsIt) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const std::map<std::string, std::string> known = {
      {"Alpine", "version_id"},                 // Clair's Alpine has it empty, and so its matching
      {"Bionic", "pretty_name"},                // of all point releases: one distribution
      {"DistrolessCorrupt", "pretty_name"},     // "Distroless" would be a distribution of its own
      {"Ubi8", "name pretty_name version_id"},  // Clair's words for RHEL; minors are one
      // Clair takes the name of a bug tracker's product for the pretty name.
      {"Silverblue", "pretty_name"},
      {"Toolbox", "pretty_name"},
  };
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  size_t checked = 0;
  for (const auto& [path, text] : pack.files) {
    if (path.find("/osrelease/testdata/") == std::string::npos || !path.ends_with(".txtar")) {
      continue;
    }
    const size_t slash = path.rfind('/') + 1;
    const std::string name = path.substr(slash, path.rfind('.') - slash);
    SCOPED_TRACE(name);
    const auto found =
        Detect(testing::FakeLayer().File("etc/os-release", Section(text, "os-release")));
    std::string want = Section(text, "Distribution");
    if (want.empty()) {
      std::cout << "unjudged: " << name << "\n";
      continue;
    }
    for (size_t at = 0; (at = want.find("\": \"", at)) != std::string::npos;) want.erase(at + 2, 1);
    ASSERT_EQ(found.size(), 1u);
    EXPECT_EQ(found[0].did, Member(want, "did"));
    std::string differs;
    const auto check = [&](const std::string& key, const std::string& ours) {
      if (ours == Member(want, key)) return;
      differs += (differs.empty() ? "" : " ") + key;
      std::cout << name << ": " << key << " is '" << ours << "', Clair's '" << Member(want, key)
                << "'\n";
    };
    check("name", found[0].name);
    check("pretty_name", found[0].pretty_name);
    check("version_id", found[0].version_id);
    const auto expected = known.find(name);
    EXPECT_EQ(differs, expected == known.end() ? "" : expected->second);
    ++checked;
  }
  EXPECT_GE(checked, 10u);
}

TEST(DistributionsReal, HummingbirdIsNoRhel) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  const std::vector<Distribution> found =
      Detect(LayerOf(pack, "raw/claircore-distro/rhel/testdata/releasefiles/hummingbird"));
  ASSERT_EQ(found.size(), 1u);
  EXPECT_EQ(found[0].did, "hummingbird");
  EXPECT_EQ(found[0].version_id, "20251124");
}

// The samples of endoflife.date's data, some of them shortened by hand: they disagree with each
// other by some days.
TEST(DistributionsReal, EndsOfLifeAreThoseOfOtherScanners) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/format-samples.tar.zst");
  const std::map<std::string, std::string> dids = {
      {"alpine-linux", "alpine"}, {"oracle-linux", "ol"}, {"ubuntu", "ubuntu"}};
  size_t checked = 0;
  for (const char* path :
       {"vuln-list-update/eoldates/testdata/eoldata.json",
        "vunnel/tests/unit/providers/eol/test-fixtures/valid-eol-response.json"}) {
    const std::string file = ::testing::TempDir() + "/eol.json";
    WriteFile(file, pack.files.at(path));
    int code = 0;
    const std::string rows = RunCommand(
        "python3 -c 'import json, sys\n"
        "for p in json.load(open(sys.argv[1]))[\"result\"]:\n"
        "  for r in p[\"releases\"]:\n"
        "    print(p[\"name\"], r[\"name\"], r.get(\"eolFrom\"), sep=\"\\t\")' '" +
            file + "'",
        code);
    if (code != 0) GTEST_SKIP() << "no python3 on this machine";
    for (const std::string& row : SplitLines(rows)) {
      const std::vector<std::string> cells = SplitTabs(row);
      const auto did = dids.find(cells.at(0));
      if (did == dids.end()) continue;
      Distribution d;
      d.did = did->second;
      (d.did == "alpine" ? d.version : d.version_id) = cells.at(1);
      const std::string ours(EndOfLife(d));
      std::cout << row << ", ours: " << ours << "\n";
      ASSERT_EQ(ours.size(), 10u) << row;
      const auto month = [](const std::string& date) {
        return std::stoi(date.substr(0, 4)) * 12 + std::stoi(date.substr(5, 2));
      };
      EXPECT_LE(std::abs(month(ours) - month(cells.at(2))), 1) << row;
      ++checked;
    }
  }
  EXPECT_EQ(checked, 7u);
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
