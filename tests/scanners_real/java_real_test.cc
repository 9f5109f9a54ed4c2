#include <stdlib.h>

#include <algorithm>
#include <cstddef>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "claircore/testing/zip_builder.h"
#include "gtest/gtest.h"
#include "indexer/scanners/java/java_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

namespace fs = std::filesystem;

constexpr char kJudge[] = "tests/scanners_real/java_judge.py";

bool HavePython() {
  int code = 0;
  RunCommand("python3 -c 'import zipfile' 2>/dev/null", code);
  return code == 0;
}

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  return std::string(std::istreambuf_iterator<char>(file), {});
}

// Archives of this machine: of Debian's Java packages, or of the folders in $CLAIRCORE_JARS
// (separated by ':'), which may hold many more.
std::vector<std::string> JarsHere() {
  const char* set = getenv("CLAIRCORE_JARS");
  std::string roots = set != nullptr ? set : "/usr/share/java:/usr/share/maven-repo";
  std::vector<std::string> jars;
  for (size_t begin = 0; begin < roots.size();) {
    const size_t end = std::min(roots.find(':', begin), roots.size());
    std::error_code error;
    fs::recursive_directory_iterator at(roots.substr(begin, end - begin),
                                        fs::directory_options::skip_permission_denied, error);
    for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
      if (!at->is_symlink() && at->path().extension() == ".jar") jars.push_back(at->path());
    }
    begin = end + 1;
  }
  std::sort(jars.begin(), jars.end());
  return jars;
}

struct Result {
  std::vector<std::string> rows;  // "name\tversion\tpackage_db", sorted
  std::vector<std::string> problems;
};

// As many layers as files, so that one is in memory at a time.
Result Ours(const std::vector<std::string>& jars) {
  Result result;
  const auto scanner = scanners::NewJavaScanner();
  for (const std::string& jar : jars) {
    const auto found = Scan(*scanner, testing::FakeLayer().File(jar, ReadFile(jar)));
    for (const Package& p : found.packages) {
      result.rows.push_back(p.name + "\t" + p.version + "\t" + p.package_db);
    }
    for (const auto& problem : found.problems) {
      result.problems.push_back(problem.path + ": " + std::string(problem.why.message()));
    }
  }
  std::sort(result.rows.begin(), result.rows.end());
  // Of two equal occurrences the engine keeps one.
  result.rows.erase(std::unique(result.rows.begin(), result.rows.end()), result.rows.end());
  return result;
}

std::vector<std::string> Judge(const std::vector<std::string>& jars) {
  const std::string listing = ::testing::TempDir() + "/jars.txt";
  std::string lines;
  for (const std::string& jar : jars) lines += jar + "\n";
  WriteFile(listing, lines);
  int code = 0;
  auto rows = SplitLines(RunCommand("python3 " + std::string(kJudge) + " " + listing, code));
  EXPECT_EQ(code, 0);
  std::sort(rows.begin(), rows.end());
  return rows;
}

// What has coordinates of Maven's has these; what else is found stands beside them.
void ExpectAllOf(const std::vector<std::string>& jars, size_t at_least) {
  const Result ours = Ours(jars);
  const std::vector<std::string> judged = Judge(jars);
  size_t kinds[3] = {};
  for (const std::string& row : ours.rows) {
    for (size_t kind = 0; kind < 3; ++kind) {
      constexpr std::string_view kKinds[] = {"\tmaven:", "\tjar:", "\tfile:"};
      kinds[kind] += row.find(kKinds[kind]) != std::string::npos;
    }
  }
  std::cout << jars.size() << " archives: " << ours.rows.size() << " packages (" << kinds[0]
            << " by a pom or a repository, " << kinds[1] << " by manifest, " << kinds[2]
            << " by file name), " << judged.size() << " judged, " << ours.problems.size()
            << " problems\n";
  for (const std::string& problem : ours.problems) std::cout << "  " << problem << "\n";
  std::vector<std::string> missing;
  std::set_difference(judged.begin(), judged.end(), ours.rows.begin(), ours.rows.end(),
                      std::back_inserter(missing));
  EXPECT_EQ(missing, std::vector<std::string>{});
  EXPECT_GE(ours.rows.size(), at_least);
  EXPECT_LE(kinds[0], judged.size() + jars.size() / 10) << "names that no judge knows";
}

TEST(JavaReal, DebiansArchives) {
  if (!HavePython()) GTEST_SKIP() << "no python3 on this machine";
  const std::vector<std::string> jars = JarsHere();
  if (jars.empty()) {
    GTEST_SKIP() << "no jars here: install libmaven3-core-java, or set CLAIRCORE_JARS";
  }
  ExpectAllOf(jars, 1);
}

// Real manifests and pom.properties whose archives are not at hand, each in one of ours.
TEST(JavaReal, CollectedManifests) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  if (!HavePython()) GTEST_SKIP() << "no python3 on this machine";
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  std::vector<std::string> jars;
  size_t manifests = 0, poms = 0;
  for (const auto& [path, bytes] : pack.files) {
    const bool pom = path.ends_with("pom.properties");
    const bool manifest = path.ends_with("MANIFEST.MF") || path.ends_with(".jar.want") ||
                          path.find("java/jar/testdata/malformed") != std::string::npos ||
                          path.find("java/jar/testdata/manifestSection/") != std::string::npos;
    if (!pom && !manifest) continue;
    (pom ? poms : manifests) += 1;
    jars.push_back(::testing::TempDir() + "n" + std::to_string(jars.size()) + ".jar");
    WriteFile(
        jars.back(),
        testing::ZipBuilder()
            .Deflated(pom ? "META-INF/maven/g/a/pom.properties" : "META-INF/MANIFEST.MF", bytes)
            .Build());
  }
  std::cout << manifests << " manifests, " << poms << " pom.properties\n";
  EXPECT_GE(manifests, 60u);
  EXPECT_GE(poms, 5u);
  ExpectAllOf(jars, 45);
}

TEST(JavaReal, CollectedRuntimes) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const Pack pack = ReadPack(shared, "packs/fixtures/lang-samples.tar.zst");
  const auto found = Scan(*scanners::NewJvmScanner(), LayerOf(pack, ""));
  for (const Package& p : found.packages) {
    std::cout << p.name << " " << p.version << " " << p.filepath << "\n";
  }
  // Unjudged: the data say nothing of what is expected of them.
  std::cout << "unjudged: " << found.packages.size() << " runtimes\n";
  EXPECT_GE(found.packages.size(), 2u);
  EXPECT_TRUE(found.problems.empty());
}

}  // namespace
}  // namespace claircore::scanners_real
