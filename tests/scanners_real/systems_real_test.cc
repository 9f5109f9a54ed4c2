#include <algorithm>
#include <cstddef>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/chisel/chisel_scanner.h"
#include "indexer/scanners/opkg/opkg_scanner.h"
#include "indexer/scanners/pacman/pacman_scanner.h"
#include "indexer/scanners/portage/portage_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

constexpr char kSamples[] = "packs/fixtures/lang-samples.tar.zst";
using Lines = std::vector<std::string>;

bool Have(const std::string& command) {
  int code = 0;
  RunCommand(command + " >/dev/null 2>&1", code);
  return code == 0;
}

Lines Sorted(Lines lines) {
  std::sort(lines.begin(), lines.end());
  return lines;
}

// "name version" of each package, and "name /path" of each file.
Lines Packages(const testing::FakePackageSink& found) {
  Lines lines;
  for (const Package& p : found.packages) lines.push_back(p.name + " " + p.version);
  return Sorted(std::move(lines));
}
Lines Files(const testing::FakePackageSink& found) {
  Lines lines;
  for (const auto& o : found.owned) {
    lines.push_back(found.packages[o.owner].name + " /" + o.path);
  }
  return Sorted(std::move(lines));
}

// All of the pack's pacman folders in one database, and scalibr's loose `desc` files in folders as
// pacman would name them.
testing::FakeLayer PacmanLayer(const Pack& pack, const std::string& on_disk) {
  testing::FakeLayer layer;
  const auto add = [&](const std::string& rest, const std::string& bytes) {
    layer.File("var/lib/pacman/local/" + rest, bytes);
    WriteFile(on_disk + "/local/" + rest, bytes);
  };
  constexpr std::string_view kLocal = "/var/lib/pacman/local/";
  for (const auto& [path, bytes] : pack.files) {
    if (const size_t at = path.find(kLocal); at != std::string::npos) {
      add(path.substr(at + kLocal.size()), bytes);
    } else if (path.find("/os/pacman/testdata/valid") != std::string::npos) {
      const Lines lines = SplitLines(bytes);
      add(lines.at(1) + "-" + lines.at(4) + "/desc", bytes);
    }
  }
  WriteFile(on_disk + "/local/ALPM_DB_VERSION", "9\n");
  return layer;
}

TEST(SystemsReal, PacmanListsTheSamePackagesAndFiles) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!Have("pacman --version")) GTEST_SKIP() << "no pacman on this machine";
  const std::string dir = ::testing::TempDir() + "/pacman";
  const testing::FakeLayer layer = PacmanLayer(ReadPack(shared, kSamples), dir);
  const auto found = Scan(*scanners::NewPacmanScanner(), layer);
  const auto ask = [&](const std::string& query) {
    int code = 0;
    Lines lines = SplitLines(RunCommand(
        "pacman " + query + " --dbpath '" + dir + "' --config /dev/null 2>/dev/null", code));
    EXPECT_EQ(code, 0);
    // Folders, which we do not report.
    std::erase_if(lines, [](const std::string& line) { return line.ends_with('/'); });
    return Sorted(std::move(lines));
  };
  EXPECT_EQ(Packages(found), ask("-Q"));
  EXPECT_EQ(Files(found), ask("-Ql"));
  std::cout << found.packages.size() << " packages, " << found.owned.size() << " files, "
            << found.problems.size() << " problems\n";
  EXPECT_EQ(found.packages.size(), 9u);
  EXPECT_GT(found.owned.size(), 10u);
}

// What dpkg-query makes of an opkg status file: the format is dpkg's, but for opkg's own flags in
// the middle of Status. Absent when it rejects the file.
std::optional<Lines> DpkgQuery(std::string status, int number) {
  for (size_t at = 0; (at = status.find(" user installed", at)) != std::string::npos;) {
    status.replace(at, 5, " ok");
  }
  const std::string dir = ::testing::TempDir() + "/opkg" + std::to_string(number);
  WriteFile(dir + "/status", status);
  WriteFile(dir + "/info/format", "1\n");
  WriteFile(dir + "/updates/.keep", "");
  int code = 0;
  const std::string out =
      RunCommand("dpkg-query --admindir='" + dir +
                     "' -W -f '${Package} ${Version}\\t${db:Status-Status}\\n' 2>/dev/null",
                 code);
  if (code != 0) return std::nullopt;
  Lines lines;
  for (const std::string& line : SplitLines(out)) {
    const size_t tab = line.find('\t');
    const std::string state = line.substr(tab + 1);
    if (state == "installed" || state == "unpacked") lines.push_back(line.substr(0, tab));
  }
  return Sorted(std::move(lines));
}

TEST(SystemsReal, OpkgIsWhatDpkgMakesOfItsStatus) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!Have("dpkg-query --version")) GTEST_SKIP() << "no dpkg-query on this machine";
  const Pack pack = ReadPack(shared, kSamples);
  int judged = 0;
  size_t packages = 0;
  for (const auto& [path, text] : pack.files) {
    if (!path.ends_with("/opkg/status") && path.find("/testdata/opkg/") == std::string::npos) {
      continue;
    }
    SCOPED_TRACE(path);
    const auto found =
        Scan(*scanners::NewOpkgScanner(), testing::FakeLayer().File("usr/lib/opkg/status", text));
    const auto judge = DpkgQuery(text, judged);
    if (!judge) {
      std::cout << "unjudged, as dpkg-query rejects it: " << path << ", " << found.packages.size()
                << " packages, " << found.problems.size() << " problems\n";
      continue;
    }
    ++judged;
    packages += judge->size();
    EXPECT_EQ(Packages(found), *judge);
  }
  std::cout << judged << " status files, " << packages << " packages\n";
  EXPECT_GT(judged, 5);
  EXPECT_GT(packages, 10u);
}

TEST(SystemsReal, PortageCutsEveryVersionOfTheTable) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!Have("python3 --version")) GTEST_SKIP() << "no python3 on this machine";
  const Pack pack = ReadPack(shared, "judges/raw.tar.zst");
  const std::string table = ::testing::TempDir() + "/gentoo.json";
  WriteFile(table, pack.files.at("raw/vers-spec/tests/gentoo_version_cmp_test.json"));
  int code = 0;
  const Lines versions =
      SplitLines(RunCommand("python3 -c 'import json, sys\n"
                            "for t in json.load(open(sys.argv[1]))[\"tests\"]:\n"
                            "  for v in t[\"input\"][\"versions\"]: print(v)' '" +
                                table + "'",
                            code));
  ASSERT_EQ(code, 0);
  size_t cut = 0;
  for (const std::string& version : versions) {
    const auto found =
        Scan(*scanners::NewPortageScanner(),
             testing::FakeLayer().File("var/db/pkg/dev-x/lib-3d-x2-" + version + "/CONTENTS", ""));
    EXPECT_EQ(Packages(found), Lines{"dev-x/lib-3d-x2 " + version});
    ++cut;
  }
  EXPECT_GT(cut, 60u);
}

// No program of Debian reads this database, so that the samples are held against their own names.
TEST(SystemsReal, PortageSamplesAreUnjudged) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, kSamples);
  size_t packages = 0;
  for (const std::string& root : RootsWith(pack, "CONTENTS")) {
    const size_t at = root.find("/var/db/pkg/");
    if (at == std::string::npos) continue;
    const auto found = Scan(*scanners::NewPortageScanner(), LayerOf(pack, root.substr(0, at)));
    std::cout << "unjudged: " << root << ": " << found.packages.size() << " packages, "
              << found.owned.size() << " files, " << found.problems.size() << " problems\n";
    if (!root.ends_with("/app-containers/skopeo-1.5.1")) continue;
    ++packages;
    EXPECT_EQ(Packages(found), Lines{"app-containers/skopeo 1.5.1"});
    EXPECT_EQ(found.owned.size(), 4u);
  }
  EXPECT_EQ(packages, 2u);
}

TEST(SystemsReal, ChiselManifestsGiveWhatTheirLinesSay) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!Have("zstd --version") || !Have("python3 --version")) {
    GTEST_SKIP() << "no zstd or python3 on this machine";
  }
  const Pack pack = ReadPack(shared, kSamples);
  size_t packages = 0;
  size_t files = 0;
  for (const auto& [path, bytes] : pack.files) {
    if (!path.ends_with(".wall")) continue;
    SCOPED_TRACE(path);
    const std::string manifest = ::testing::TempDir() + "/manifest.wall";
    WriteFile(manifest, bytes);
    const auto found = Scan(*scanners::NewChiselScanner(),
                            testing::FakeLayer().File("var/lib/chisel/manifest.wall", bytes));
    int code = 0;
    const Lines said = SplitLines(RunCommand(
        "zstd -dcq '" + manifest +
            "' 2>/dev/null | python3 -c 'import json, sys\n"
            "for line in sys.stdin:\n"
            "  o = json.loads(line)\n"
            "  if o.get(\"kind\") == \"package\": print(o[\"name\"] + \" \" + o[\"version\"])\n"
            "  if o.get(\"kind\") == \"content\" and o[\"path\"][-1] != \"/\":\n"
            "    print(o[\"slice\"].split(\"_\")[0] + \" \" + o[\"path\"])' 2>/dev/null",
        code));
    if (code != 0) {
      std::cout << "unjudged, as its lines are no JSON: " << path << "\n";
      EXPECT_EQ(found.problems.size(), 1u);
      continue;
    }
    Lines ours = Packages(found);
    packages += ours.size();
    const Lines owned = Files(found);
    files += owned.size();
    ours.insert(ours.end(), owned.begin(), owned.end());
    EXPECT_EQ(Sorted(ours), Sorted(said));
  }
  std::cout << packages << " packages, " << files << " files\n";
  EXPECT_EQ(packages, 5u);
  EXPECT_EQ(files, 50u);
}

}  // namespace
}  // namespace claircore::scanners_real
