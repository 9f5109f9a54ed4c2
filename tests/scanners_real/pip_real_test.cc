#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/python/python_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

namespace fs = std::filesystem;

// Debian's Python and pip install a wheel, an editable project, one of the old kind and a zipped
// egg; its list is the judge of what is there.
TEST(PipReal, OddInstallsAreListedOnceEach) {
  int code = 0;
  RunCommand("/usr/bin/python3 -c 'import setuptools, wheel, pip' 2>/dev/null", code);
  if (code != 0) GTEST_SKIP() << "no pip, setuptools or wheel of Debian's on this machine";
  const std::string root = ::testing::TempDir() + "/pip";
  fs::remove_all(root);
  std::vector<std::string> judge = SplitLines(
      RunCommand("/usr/bin/python3 tests/scanners_real/pip_judge.py '" + root + "'", code));
  ASSERT_EQ(code, 0);
  std::sort(judge.begin(), judge.end());
  testing::FakeLayer layer;
  for (const auto& entry : fs::recursive_directory_iterator(root)) {
    if (!entry.is_regular_file()) continue;
    std::ifstream in(entry.path(), std::ios::binary);
    layer.File(fs::canonical(entry.path()).string(),
               std::string(std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()));
  }
  // The traces that could be missed, or counted twice.
  EXPECT_TRUE(fs::is_regular_file(root + "/site/Old-App.egg-link"));
  EXPECT_TRUE(fs::is_regular_file(root + "/site/Editable_App-2.0.dist-info/direct_url.json"));
  EXPECT_TRUE(fs::is_directory(root + "/src/Editable-App/src/Editable_App.egg-info"));

  const auto found = Scan(*scanners::NewPythonScanner(), layer);
  std::vector<std::string> ours;
  for (const Package& package : found.packages) {
    ours.push_back(package.name + "\t" + package.version);
  }
  std::sort(ours.begin(), ours.end());
  EXPECT_EQ(ours, judge);
  EXPECT_EQ(judge.size(), 4u);
  EXPECT_TRUE(found.problems.empty());
}

}  // namespace
}  // namespace claircore::scanners_real
