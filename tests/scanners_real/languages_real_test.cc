#include <algorithm>
#include <cstddef>
#include <iostream>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/nodejs/nodejs_scanner.h"
#include "indexer/scanners/python/python_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

constexpr char kJudge[] = "tests/scanners_real/judge.py";

bool HavePython() {
  int code = 0;
  RunCommand("python3 -c 'import importlib.metadata' 2>/dev/null", code);
  return code == 0;
}

// "name\tversion\tfilepath" of every package in all of the samples, laid out as one root.
std::vector<std::string> Ours(const PackageScanner& scanner, const Pack& pack) {
  const auto found = Scan(scanner, LayerOf(pack, ""));
  std::vector<std::string> rows;
  for (const Package& p : found.packages) {
    rows.push_back(p.name + "\t" + p.version + "\t" + p.filepath);
  }
  std::sort(rows.begin(), rows.end());
  std::cout << found.packages.size() << " packages, " << found.problems.size() << " problems\n";
  for (const auto& problem : found.problems) {
    std::cout << "  " << problem.path << ": " << problem.why.message() << "\n";
  }
  return rows;
}

// The samples on disk, written once.
const std::string& Extracted(const Pack& pack) {
  static const std::string root = [&] {
    const std::string dir = ::testing::TempDir() + "/samples";
    for (const auto& [path, bytes] : pack.files) WriteFile(dir + "/" + path, bytes);
    return dir;
  }();
  return root;
}

std::vector<std::string> Judge(const std::string& which, const Pack& pack) {
  const std::string command =
      std::string("python3 ") + kJudge + " " + which + " '" + Extracted(pack) + "'";
  int code = 0;
  std::vector<std::string> rows = SplitLines(RunCommand(command, code));
  EXPECT_EQ(code, 0);
  std::sort(rows.begin(), rows.end());
  return rows;
}

TEST(LanguagesReal, PythonFindsTheSameProjects) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HavePython()) GTEST_SKIP() << "no python3 on this machine";
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  const std::vector<std::string> ours = Ours(*scanners::NewPythonScanner(), pack);
  EXPECT_EQ(ours, Judge("python", pack));
  EXPECT_EQ(ours.size(), 16u);
}

TEST(LanguagesReal, NpmsWalkFindsTheSamePackages) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HavePython()) GTEST_SKIP() << "no python3 on this machine";
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  const std::vector<std::string> ours = Ours(*scanners::NewNodejsScanner(), pack);
  EXPECT_EQ(ours, Judge("nodejs", pack));
  EXPECT_EQ(ours.size(), 35u);
}

}  // namespace
}  // namespace claircore::scanners_real
