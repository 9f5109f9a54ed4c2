#include <stdlib.h>

#include <algorithm>
#include <cstddef>
#include <iostream>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/dpkg/dpkg_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

// What `dpkg-query -W` prints of a status file, installed packages only, as Rows(). It works on a
// copy. Absent when dpkg-query rejects the file.
std::optional<std::vector<std::string>> DpkgQuery(std::string_view status) {
  static int number = 0;
  const std::string dir = ::testing::TempDir() + "/admindir" + std::to_string(++number);
  WriteFile(dir + "/status", status);
  WriteFile(dir + "/info/format", "1\n");
  WriteFile(dir + "/updates/.keep", "");
  int code = 0;
  const std::string out =
      RunCommand("dpkg-query --admindir='" + dir +
                     "' -W -f '${Package}\\t${Version}\\t${Architecture}\\t${source:Package}\\t"
                     "${source:Version}\\t${db:Status-Status}\\n' 2>'" +
                     dir + "/stderr'",
                 code);
  if (code != 0) return std::nullopt;
  std::vector<std::string> rows;
  for (const std::string& line : SplitLines(out)) {
    const size_t state = line.rfind('\t');
    const std::string_view is = std::string_view(line).substr(state + 1);
    // Of the others dpkg has removed the files, or never unpacked them.
    if (is != "not-installed" && is != "config-files") rows.push_back(line.substr(0, state));
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

std::vector<std::string> Ours(std::string_view status) {
  const auto scanner = scanners::NewDpkgScanner();
  return Rows(Scan(*scanner, testing::FakeLayer().File("var/lib/dpkg/status", status)));
}

bool HaveDpkgQuery() {
  int code = 0;
  RunCommand("dpkg-query --version 2>/dev/null", code);
  return code == 0;
}

TEST(DpkgReal, EveryStatusFileGivesWhatDpkgQueryPrints) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HaveDpkgQuery()) GTEST_SKIP() << "no dpkg-query on this machine";
  const Pack debian = ReadPack(shared, "packs/fixtures/debian-skeletons.tar.zst");
  const Pack languages = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  size_t judged = 0;
  size_t packages = 0;
  const auto check = [&](const std::string& path, const std::string& text) {
    SCOPED_TRACE(path);
    const auto judge = DpkgQuery(text);
    if (!judge) {
      std::cout << "unjudged, as dpkg-query rejects it: " << path << "\n";
      return;
    }
    ++judged;
    packages += judge->size();
    EXPECT_EQ(Ours(text), *judge);
  };
  for (const auto& [path, text] : debian.files) {
    if (path.ends_with("/status") || (path.ends_with(".status") && !path.ends_with("vcpkg.status")))
      check(path, text);
  }
  EXPECT_EQ(judged, 8u);
  EXPECT_GT(packages, 1400u);
  for (const auto& [path, text] : languages.files) {
    if (path.ends_with("/dpkg/status") ||
        path.find("/os/dpkg/testdata/dpkg/") != std::string::npos) {
      if (path.find("status.d/") == std::string::npos) check(path, text);
    }
  }
  std::cout << judged << " status files, " << packages << " installed packages\n";
  EXPECT_GT(judged, 12u);
}

TEST(DpkgReal, DistrolessFilesGiveWhatDpkgQueryPrintsOfThem) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HaveDpkgQuery()) GTEST_SKIP() << "no dpkg-query on this machine";
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  size_t judged = 0;
  size_t packages = 0;
  for (const auto& [path, text] : pack.files) {
    const size_t dir = path.find("/dpkg/status.d/");
    if (dir == std::string::npos || path.ends_with(".md5sums") || path.ends_with(".preinst")) {
      continue;
    }
    SCOPED_TRACE(path);
    // dpkg-query takes a stanza without a Status for one that is not installed.
    std::string with_status;
    std::string stanza;
    const auto end_stanza = [&] {
      const bool has_one = ("\n" + stanza).find("\nStatus:") != std::string::npos;
      if (!stanza.empty() && !has_one) with_status += "Status: install ok installed\n";
      with_status += stanza + "\n";
      stanza.clear();
    };
    for (const std::string& line : SplitLines(text)) {
      if (line.empty()) {
        end_stanza();
      } else {
        stanza += line + "\n";
      }
    }
    end_stanza();
    const auto judge = DpkgQuery(with_status);
    if (!judge) {
      std::cout << "unjudged, as dpkg-query rejects it: " << path << "\n";
      continue;
    }
    ++judged;
    const auto scanner = scanners::NewDpkgScanner();
    const auto found = Scan(*scanner, testing::FakeLayer().File("var/lib/dpkg/status.d/a", text));
    EXPECT_EQ(Rows(found), *judge);
    packages += found.packages.size();
  }
  std::cout << judged << " status.d files, " << packages << " packages\n";
  EXPECT_GT(judged, 5u);
  EXPECT_GT(packages, 5u);
}

TEST(DpkgReal, TheJudgesTables) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/debian-skeletons.tar.zst");
  size_t rows = 0;
  for (const std::string name : {"deb-bookworm", "deb-bullseye"}) {
    SCOPED_TRACE(name);
    std::vector<std::string> want;
    int code = 0;
    const std::string table =
        RunCommand("cat '" + shared + "/judges/inventory/dpkg-query/" + name + ".tsv'", code);
    ASSERT_EQ(code, 0);
    for (const std::string& line : SplitLines(table)) {
      const size_t status = line.rfind("\tinstalled");
      if (!line.starts_with('#') && status != std::string::npos) {
        want.push_back(line.substr(0, status));
      }
    }
    std::sort(want.begin(), want.end());
    rows += want.size();
    EXPECT_EQ(Ours(pack.files.at(name + "/var/lib/dpkg/status")), want);
  }
  EXPECT_GT(rows, 150u);
}

TEST(DpkgReal, VcpkgIsNoDpkg) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/debian-skeletons.tar.zst");
  const auto scanner = scanners::NewDpkgScanner();
  const auto found = Scan(
      *scanner,
      testing::FakeLayer().File("var/lib/dpkg/status", pack.files.at("claircore/vcpkg.status")));
  EXPECT_TRUE(found.packages.empty());
  EXPECT_TRUE(found.problems.empty());
}

}  // namespace
}  // namespace claircore::scanners_real
