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

// What pkgcore says; absent on a machine without it, as Debian has no program that reads Gentoo's
// database.
std::optional<Lines> Pkgcore(const std::string& arguments) {
  int code = 0;
  Lines lines =
      SplitLines(RunCommand("python3 tests/scanners_real/portage_judge.py " + arguments, code));
  if (code != 0 && (code == 77 || !Have("python3 --version"))) return std::nullopt;
  EXPECT_EQ(code, 0);
  return Sorted(std::move(lines));
}

// As pkgcore's are printed, but with no more of the host than its processor.
Lines Ebuilds(const testing::FakePackageSink& found) {
  Lines lines;
  for (const Package& p : found.packages) {
    lines.push_back(p.name + " " + p.version + "\t" + p.repository_hint + "\t" + p.arch);
  }
  return Sorted(std::move(lines));
}

Lines Ebuilds(const Lines& theirs) {
  Lines lines;
  for (const std::string& line : theirs) {
    const std::vector<std::string> f = SplitTabs(line);
    std::string hint = f.at(2).empty() ? "" : "repo=" + f[2];
    if (!f[1].empty()) hint += (hint.empty() ? "slot=" : "&slot=") + f[1];
    lines.push_back(f[0] + "\t" + hint + "\t" + f.at(3).substr(0, f[3].find('-')));
  }
  return Sorted(std::move(lines));
}

TEST(SystemsReal, PortageGivesWhatPkgcoreReads) {
  // Names and versions, good ones and bad ones, each with each.
  const Lines names = {"a/foo",
                       "a/foo-bar",
                       "x11-libs/gtk+",
                       "dev-libs/glib",
                       "a/font-100dpi",
                       "a/foo-r1",
                       "a/3proxy",
                       "a/_cron-failure",
                       "a/foo-",
                       "a/foo-1",
                       "a/foo-1.2b-r3",
                       "a/foo-1_p",
                       "a/foo-1x",
                       "a/foo-1xy",
                       "a/foo-v2",
                       "a/+foo",
                       "a/fo.o",
                       "a/fo~o",
                       "a/A_B",
                       "a.b/foo",
                       "a+b/foo",
                       "+a/foo",
                       "virtual/perl-Math-BigInt",
                       "media-fonts/font-misc-misc",
                       "a/foo-1-r1",
                       "a/-foo"};
  const Lines versions = {"1",
                          "1.1.2",
                          "2.24.33-r1",
                          "1.2_p3-r1",
                          "1.02.003-r0",
                          "9999",
                          "1b",
                          "1ab",
                          "1.0b_rc",
                          "1_p",
                          "1_pre_p",
                          "1_p1_p2",
                          "1_alpha_beta2b",
                          "1.2_p3b",
                          "1_Alpha",
                          "1.a",
                          "1.",
                          "",
                          "bar",
                          "r1",
                          "1-r1-r2",
                          "1-r01",
                          "1_rc3-r0001",
                          "0-r999",
                          "20231231T1",
                          "1.999.837",
                          "1-2",
                          "1.2-3.4-r1"};
  const Lines slots = {"0", "0/3", "5/5.38", "2.0"};
  const std::string dir = ::testing::TempDir() + "/portage";
  testing::FakeLayer layer;
  std::string rows;
  size_t candidates = 0;
  for (const std::string& name : names) {
    for (const std::string& version : versions) {
      const std::string package = name + "-" + version;
      const std::string& slot = slots[candidates % slots.size()];
      const std::string repository = candidates % 7 == 0 ? "guru" : "gentoo";
      const std::string host =
          candidates % 5 == 0 ? "aarch64-unknown-linux-gnu" : "i686-pc-linux-gnu";
      const std::string folder = "var/db/pkg/" + package + "/";
      layer.File(folder + "CONTENTS", "").File(folder + "SLOT", slot + "\n");
      layer.File(folder + "repository", repository + "\n").File(folder + "CHOST", host + "\n");
      rows += package + "\t" + slot + "\t" + repository + "\t" + host + "\n";
      ++candidates;
    }
  }
  WriteFile(dir + "/packages.tsv", rows);
  const auto judge = Pkgcore("'" + dir + "/pkg' '" + dir + "/packages.tsv'");
  if (!judge) GTEST_SKIP() << "no pkgcore for this machine's python3";
  const auto found = Scan(*scanners::NewPortageScanner(), layer);
  EXPECT_EQ(Ebuilds(found), Ebuilds(*judge));
  std::cout << candidates << " names, " << judge->size() << " of them packages\n";
  EXPECT_GT(judge->size(), 200u);
  EXPECT_LT(judge->size(), candidates);
}

TEST(SystemsReal, PortageReadsTheSamples) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, kSamples);
  const std::string dir = ::testing::TempDir() + "/gentoo/";
  size_t packages = 0;
  for (const std::string& root : RootsWith(pack, "CONTENTS")) {
    const size_t at = root.find("/var/db/pkg/");
    if (at == std::string::npos) continue;
    const std::string system = root.substr(0, at);
    const auto found = Scan(*scanners::NewPortageScanner(), LayerOf(pack, system));
    std::cout << root << ": " << found.packages.size() << " packages, " << found.owned.size()
              << " files, " << found.problems.size() << " problems\n";
    if (!root.ends_with("/app-containers/skopeo-1.5.1")) continue;
    ++packages;
    EXPECT_EQ(Packages(found), Lines{"app-containers/skopeo 1.5.1"});
    EXPECT_EQ(found.owned.size(), 4u);
    for (const auto& [path, bytes] : pack.files) {
      if (path.starts_with(system + "/")) WriteFile(dir + path, bytes);
    }
    const auto judge = Pkgcore("'" + dir + system + "/var/db/pkg'");
    if (judge) EXPECT_EQ(Ebuilds(found), Ebuilds(*judge));
    if (!judge) std::cout << "not asked: pkgcore, which this machine's python3 has not\n";
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
