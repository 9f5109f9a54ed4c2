#include <algorithm>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/kernel/kernel_scanner.h"
#include "tests/scanners_real/real_data.h"

// Kernels and modules of Debian, against what its packages, file and kmod's modinfo say.
namespace claircore::scanners_real {
namespace {

namespace fs = std::filesystem;

std::string ReadFile(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// "file\tname\tversion\trelease" of all that we find below `folder`/image, sorted.
std::vector<std::string> Ours(const fs::path& folder, size_t& files) {
  const auto scanner = scanners::NewKernelScanner();
  std::vector<std::string> rows;
  for (const auto& entry : fs::recursive_directory_iterator(folder / "image")) {
    if (!entry.is_regular_file() || entry.is_symlink()) continue;
    ++files;
    const std::string path = entry.path().lexically_relative(folder).string();
    const auto found = Scan(*scanner, testing::FakeLayer().File(path, ReadFile(entry.path())));
    EXPECT_TRUE(found.problems.empty()) << path;
    for (const Package& p : found.packages) {
      const std::string release = p.repository_hint.substr(p.repository_hint.find('=') + 1);
      rows.push_back(p.filepath + "\t" + p.name + "\t" + p.version + "\t" + release);
    }
  }
  std::sort(rows.begin(), rows.end());
  return rows;
}

// CLAIRCORE_REAL_KERNELS names a folder of Debian's linux-image packages, of any architecture.
TEST(KernelReal, FindsDebiansKernelsAndTheModulesFromOutside) {
  std::string packages;
  if (const char* given = std::getenv("CLAIRCORE_REAL_KERNELS")) {
    for (const auto& entry : fs::directory_iterator(given)) {
      if (entry.path().extension() == ".deb") packages += " '" + entry.path().string() + "'";
    }
  }
  const fs::path folder = fs::absolute(::testing::TempDir() + "/kernels");
  int code = 0;
  RunCommand("tests/scanners_real/kernel_judge.sh '" + folder.string() + "'" + packages, code);
  if (code == 77) GTEST_SKIP() << "no modinfo, file, lz4 or apt-get, or no network";
  ASSERT_EQ(code, 0);
  std::vector<std::string> want = SplitLines(ReadFile(folder / "kernel.tsv"));
  std::sort(want.begin(), want.end());
  size_t files = 0;
  EXPECT_EQ(Ours(folder, files), want);
  const auto kernels = std::count_if(want.begin(), want.end(), [](const std::string& row) {
    return row.find("\tlinux_kernel\t") != row.npos;
  });
  EXPECT_GE(kernels, 1);
  std::cout << files << " files: " << kernels << " kernels, " << want.size() - kernels
            << " modules from outside\n";
  fs::remove_all(folder);
}

}  // namespace
}  // namespace claircore::scanners_real
