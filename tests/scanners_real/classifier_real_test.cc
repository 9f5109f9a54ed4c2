#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/classifier/classifier.h"
#include "indexer/scanners/classifier/classifier_scanner.h"
#include "indexer/scanners/classifier/program.h"
#include "re2/re2.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

namespace fs = std::filesystem;
using scanners::Classifier;

const Classifier& Table() {
  static const auto& table = *new Classifier(
      {scanners::CloudPrograms(), scanners::LanguagePrograms(), scanners::LibraryPrograms(),
       scanners::ServerPrograms(), scanners::ToolPrograms()});
  return table;
}

// The regular files below `root` whose names the table has, without `root`.
std::vector<std::string> Candidates(const std::string& root) {
  std::vector<std::string> paths;
  std::error_code error;
  auto it =
      fs::recursive_directory_iterator(root, fs::directory_options::skip_permission_denied, error);
  for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
    if (!it->is_regular_file(error) || it->is_symlink(error)) continue;
    if (Table().For(it->path().filename().string()).empty()) continue;
    paths.push_back(it->path().string());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

// Copies that a package carries of other programs, whose versions are not the package's.
bool IsBundled(std::string_view path) {
  return path.find("/google-cloud-sdk/") != path.npos ||
         path.find("/firefox-esr/libnss") != path.npos;
}

std::string ReadAll(const std::string& path) {
  std::error_code error;
  const auto size = fs::file_size(path, error);
  std::string bytes(error ? 0 : size, '\0');
  std::ifstream in(path, std::ios::binary);
  in.read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  bytes.resize(static_cast<size_t>(in.gcount()));
  return bytes;
}

// What Debian calls the version of the program: without epoch, revision, and marks of repacking;
// "+really" says what it is instead.
std::string Upstream(std::string version) {
  RE2::Replace(&version, R"(^\d+:)", "");
  RE2::Replace(&version, R"(-[^-]*$)", "");
  RE2::Replace(&version, R"(^.*\+really)", "");
  RE2::Replace(&version, R"([+~.](dfsg|ds|repack|debian|git|ds\d).*$)", "");
  return version;
}

// path -> its package's version; by dpkg's own lists.
std::map<std::string, std::string> DpkgVersions(const std::vector<std::string>& paths) {
  std::string list;
  // Debian 12 lists what is in /usr/bin as /bin.
  for (const std::string& path : paths) {
    list += path + "\n";
    if (path.starts_with("/usr/")) list += path.substr(4) + "\n";
  }
  const std::string file = ::testing::TempDir() + "/paths";
  WriteFile(file, list);
  int code = 0;
  std::map<std::string, std::string> packages;  // path -> package
  for (const std::string& line :
       SplitLines(RunCommand("xargs -d '\\n' dpkg-query -S < '" + file + "' 2>/dev/null", code))) {
    std::string package, path;
    if (line.starts_with("diversion ")) continue;
    if (RE2::FullMatch(line, R"(([^\s,]+)(?:, [^\s,]+)*: (.*))", &package, &path)) {
      packages[path] = package;
    }
  }
  std::map<std::string, std::string> versions;  // package -> version
  for (const std::string& line : SplitLines(
           RunCommand("dpkg-query -W -f '${binary:Package}\\t${Version}\\n' 2>/dev/null", code))) {
    const std::vector<std::string> fields = SplitTabs(line);
    if (fields.size() != 2) continue;
    versions[fields[0]] = fields[1];
    versions[fields[0].substr(0, fields[0].find(':'))] = fields[1];
  }
  std::map<std::string, std::string> result;
  for (const std::string& path : paths) {
    for (const std::string& known : {path, path.starts_with("/usr/") ? path.substr(4) : path}) {
      const auto it = packages.find(known);
      if (it != packages.end()) result[path] = versions[it->second];
    }
  }
  return result;
}

TEST(ClassifierReal, ThisMachinesProgramsHaveTheVersionsThatDpkgSays) {
  int code = 0;
  RunCommand("dpkg-query --version 2>/dev/null", code);
  if (code != 0) GTEST_SKIP() << "no dpkg-query on this machine";
  std::vector<std::string> paths = Candidates("/usr");
  const auto judge = DpkgVersions(paths);
  const auto scanner = scanners::NewClassifierScanner();
  size_t judged = 0;
  std::set<std::string> names;
  std::set<std::string> silent;
  for (const std::string& path : paths) {
    if (IsBundled(path)) continue;
    const std::string bytes = ReadAll(path);
    const auto found = Scan(*scanner, testing::FakeLayer().File(path.substr(1), bytes));
    EXPECT_TRUE(found.problems.empty()) << path;
    const auto truth = judge.find(path);
    for (const Package& package : found.packages) {
      if (truth == judge.end()) {
        std::cout << "unjudged, as dpkg knows nothing of it: " << path << " " << package.name << " "
                  << package.version << "\n";
        continue;
      }
      ++judged;
      names.insert(package.name);
      EXPECT_TRUE(VersionsAgree(package.version, Upstream(truth->second)))
          << path << ": " << package.name << " " << package.version << ", dpkg " << truth->second;
    }
    if (found.packages.empty() && bytes.starts_with("\177ELF")) silent.insert(path);
  }
  for (const std::string& path : silent) std::cout << "tells no version: " << path << "\n";
  std::set<std::string_view> absent;
  for (const auto table :
       {scanners::CloudPrograms(), scanners::LanguagePrograms(), scanners::LibraryPrograms(),
        scanners::ServerPrograms(), scanners::ToolPrograms()}) {
    for (const scanners::Program& program : table) {
      if (!names.contains(std::string(program.name))) absent.insert(program.name);
    }
  }
  std::cout << judged << " files of " << names.size() << " programs judged; absent, unjudged:";
  for (const std::string_view name : absent) std::cout << " " << name;
  std::cout << "\n";
  EXPECT_GT(judged, 10u);
  EXPECT_GT(names.size(), 10u);
}

// $CLAIRCORE_CLASSIFIER_PACKAGES is a folder of .deb files: nothing is installed. Those for which
// the time does not suffice are not read.
TEST(ClassifierReal, PackagesProgramsHaveTheirPackagesVersions) {
  const char* const folder = std::getenv("CLAIRCORE_CLASSIFIER_PACKAGES");
  if (folder == nullptr) GTEST_SKIP() << "CLAIRCORE_CLASSIFIER_PACKAGES names no packages";
  const auto scanner = scanners::NewClassifierScanner();
  std::vector<std::string> debs;
  for (const auto& entry : fs::directory_iterator(folder)) {
    if (entry.path().extension() == ".deb") debs.push_back(entry.path().string());
  }
  std::sort(debs.begin(), debs.end());
  size_t judged = 0;
  size_t read = 0;
  std::set<std::string> names;
  const auto end = std::chrono::steady_clock::now() + std::chrono::minutes(4);
  for (const std::string& deb : debs) {
    if (std::chrono::steady_clock::now() > end) break;
    ++read;
    const std::string root = ::testing::TempDir() + "/root";
    fs::remove_all(root);
    int code = 0;
    RunCommand("dpkg-deb -x '" + deb + "' '" + root + "'", code);
    ASSERT_EQ(code, 0) << deb;
    const std::string version = RunCommand("dpkg-deb -f '" + deb + "' Version", code);
    const std::string truth = Upstream(version.substr(0, version.find('\n')));
    for (const std::string& path : Candidates(root)) {
      if (IsBundled(path)) continue;
      const auto found =
          Scan(*scanner, testing::FakeLayer().File(path.substr(root.size() + 1), ReadAll(path)));
      EXPECT_TRUE(found.problems.empty()) << path;
      for (const Package& package : found.packages) {
        ++judged;
        names.insert(package.name);
        EXPECT_TRUE(VersionsAgree(package.version, truth))
            << deb << " " << path << ": " << package.name << " " << package.version;
      }
    }
  }
  std::cout << read << " of " << debs.size() << " packages read; " << judged << " files of "
            << names.size() << " programs judged:";
  for (const std::string& name : names) std::cout << " " << name;
  std::cout << "\n";
  EXPECT_GT(judged, 10u);
}

}  // namespace
}  // namespace claircore::scanners_real
