#include <stdlib.h>

#include <algorithm>
#include <cstddef>
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
#include "indexer/scanners/java/java_scanner.h"
#include "tests/scanners_real/real_data.h"

// Jars whose coordinates are known, as they were fetched by them (tools/fetch_jars) or as Debian
// has put them into a repository: each is scanned under its file name alone, in a folder that says
// nothing.
namespace claircore::scanners_real {
namespace {

namespace fs = std::filesystem;

struct Jar {
  std::string group, artifact, version;
  std::string path;
  std::string Name() const { return group + ":" + artifact; }
};

std::string ReadFile(const fs::path& path) {
  std::ifstream file(path, std::ios::binary | std::ios::ate);
  if (!file) return {};
  std::string bytes(static_cast<size_t>(file.tellg()), '\0');
  file.seekg(0).read(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  return bytes;
}

fs::path Cache() {
  if (const char* set = getenv("CLAIRCORE_MAVEN_JARS"); set != nullptr) return set;
  const char* home = getenv("HOME");
  return home != nullptr && *home != '\0' ? fs::path(home) / ".cache/claircore-jars"
                                          : fs::path("/root/.cache/claircore-jars");
}

// Those of a list that the cache has.
std::vector<Jar> Listed(const std::string& list) {
  std::vector<Jar> jars;
  for (const std::string& line : SplitLines(ReadFile(list))) {
    const size_t first = line.find(':'), second = line.rfind(':');
    if (line.starts_with('#') || first == std::string::npos || second == first) continue;
    Jar jar{line.substr(0, first), line.substr(first + 1, second - first - 1),
            line.substr(second + 1), ""};
    std::string folder = jar.group;
    std::replace(folder.begin(), folder.end(), '.', '/');
    const fs::path path =
        Cache() / folder / jar.artifact / jar.version / (jar.artifact + "-" + jar.version + ".jar");
    std::error_code error;
    if (!fs::exists(path, error)) continue;
    jar.path = path;
    jars.push_back(jar);
  }
  return jars;
}

// All of a repository, by their paths.
std::vector<Jar> InRepository(const fs::path& root) {
  std::vector<Jar> jars;
  std::error_code error;
  fs::recursive_directory_iterator at(root, fs::directory_options::skip_permission_denied, error);
  for (; !error && at != fs::recursive_directory_iterator(); at.increment(error)) {
    if (at->path().extension() != ".jar") continue;
    const fs::path version = at->path().parent_path(), artifact = version.parent_path();
    Jar jar{fs::relative(artifact.parent_path(), root), artifact.filename(), version.filename(),
            at->path()};
    std::replace(jar.group.begin(), jar.group.end(), '/', '.');
    const bool plain = at->path().stem() == jar.artifact + "-" + jar.version;
    // Debian's "debian" and "4.x" are no versions of the artifact's.
    if (plain && jar.version.find_first_of("0123456789") == 0 && !jar.version.ends_with(".x")) {
      jars.push_back(jar);
    }
  }
  std::sort(jars.begin(), jars.end(), [](const Jar& a, const Jar& b) { return a.path < b.path; });
  return jars;
}

struct Verdict {
  std::set<std::string> exact, nameless, wrong;  // "group:artifact:version"
};

Verdict Judge(const std::vector<Jar>& jars) {
  Verdict verdict;
  const auto scanner = scanners::NewJavaScanner();
  for (const Jar& jar : jars) {
    const std::string place = "srv/app/" + fs::path(jar.path).filename().string();
    const auto found = Scan(*scanner, testing::FakeLayer().File(place, ReadFile(jar.path)));
    const std::string label = jar.Name() + ":" + jar.version;
    bool exact = false, nameless = false;
    std::string others;
    for (const Package& p : found.packages) {
      exact = exact || (p.name == jar.Name() && p.version == jar.version);
      nameless = nameless || (p.name == jar.artifact && p.version == jar.version);
      if (!p.repository_hint.empty() || found.packages.size() == 1) {
        others += "  " + p.name + ":" + p.version;
      }
    }
    (exact ? verdict.exact : nameless ? verdict.nameless : verdict.wrong).insert(label);
    if (!exact) {
      std::cout << (nameless ? "no group: " : "WRONG: ") << label << " is" << others << "\n";
    }
  }
  std::cout << jars.size() << " jars: " << verdict.exact.size() << " exact, "
            << verdict.nameless.size() << " without a group, " << verdict.wrong.size()
            << " wrong\n";
  return verdict;
}

// Of the list of judges none lacks its group.
const std::set<std::string> kExcused = {};
// Of the others these do: no pom, no place, and what is said there is no reason:
const std::set<std::string> kOthersExcused = {
    // One artifact, the same classes and as good as no manifest under two groups, of which versions
    // alone tell which: dom4j and org.dom4j, jstl and javax.servlet, nekohtml and
    // net.sourceforge.nekohtml.
    "dom4j:dom4j:1.6.1", "javax.servlet:jstl:1.2", "nekohtml:nekohtml:1.9.6",
    "org.dom4j:dom4j:2.1.1",
    // The classes are of another name than the group, and the manifest has none.
    "com.lihaoyi:upickle_2.12:0.7.4",            // "upickle"
    "net.sourceforge.htmlunit:htmlunit:2.36.0",  // "com.gargoylesoftware.htmlunit"
};
// Debian gives what it builds other groups and versions than its authors.
const std::set<std::string> kDebiansOwn = {
    "javax.el:javax.el-api:3.0",
    "javax.servlet.jsp:javax.servlet.jsp-api:2.3",
    "org.jsr-305:jsr305:0.1-SNAPSHOT",
    "org.jsr305:jsr305:0.1-SNAPSHOT",
};

TEST(MavenReal, JudgedCoordinates) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const auto jars = Listed(shared + "/judges/inventory/maven-coordinates.txt");
  if (jars.empty()) GTEST_SKIP() << "no jars in " << Cache() << ": run tools/fetch_jars";
  const Verdict verdict = Judge(jars);
  EXPECT_TRUE(verdict.wrong.empty());
  EXPECT_EQ(verdict.nameless, kExcused);
}

TEST(MavenReal, OtherCoordinates) {
  const auto jars = Listed("tests/scanners_real/maven_coordinates.txt");
  if (jars.empty()) GTEST_SKIP() << "no jars in " << Cache() << ": run tools/fetch_jars";
  const Verdict verdict = Judge(jars);
  EXPECT_TRUE(verdict.wrong.empty());
  for (const std::string& jar : verdict.nameless) EXPECT_TRUE(kOthersExcused.contains(jar)) << jar;
  for (const std::string& jar : verdict.exact) EXPECT_FALSE(kOthersExcused.contains(jar)) << jar;
}

TEST(MavenReal, DebiansRepository) {
  const auto jars = InRepository("/usr/share/maven-repo");
  if (jars.empty()) GTEST_SKIP() << "no jars here: install libmaven3-core-java";
  const Verdict verdict = Judge(jars);
  for (const std::string& jar : verdict.wrong) EXPECT_TRUE(kDebiansOwn.contains(jar)) << jar;
  EXPECT_LE(verdict.nameless.size() * 10, jars.size());
}

}  // namespace
}  // namespace claircore::scanners_real
