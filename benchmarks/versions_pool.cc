#include "benchmarks/versions_pool.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

namespace claircore::benchmarks {
namespace {

namespace fs = std::filesystem;

struct Table {
  std::string_view scheme;
  std::string_view file;
};
constexpr Table kTables[] = {
    {"apk", "scalibr-alpine-versions-generated.tsv"},
    {"composer", "scalibr-packagist-versions-generated.tsv"},
    {"cran", "scalibr-cran-versions-generated.tsv"},
    {"dpkg", "scalibr-debian-versions-generated.tsv"},
    {"gem", "scalibr-rubygems-versions-generated.tsv"},
    {"maven", "scalibr-maven-versions-generated.tsv"},
    {"opkg", "scalibr-debian-versions-generated.tsv"},
    {"pacman", "oracle-rpm-real-evr.tsv"},
    {"pep440", "scalibr-pypi-versions-generated.tsv"},
    {"portage", "scalibr-alpine-versions-generated.tsv"},
    {"rpm", "oracle-rpm-real-evr.tsv"},
};

VersionPairs FromTable(const fs::path& path) {
  VersionPairs pairs;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    std::string ecosystem, a, op, b;
    if (line[0] == '#' || !std::getline(fields, ecosystem, '\t') ||
        !std::getline(fields, a, '\t') || !std::getline(fields, op, '\t') ||
        !std::getline(fields, b, '\t')) {
      continue;
    }
    pairs.emplace_back(a, b);
  }
  return pairs;
}

VersionPairs FromCases(const fs::path& path) {
  VersionPairs pairs;
  std::ifstream in(path);
  for (std::string line; std::getline(in, line);) {
    std::istringstream words(line);
    std::string a, op, b;
    if (line.empty() || line[0] == '#') continue;
    words >> a;
    while (words >> op >> b) {
      pairs.emplace_back(a, b);
      a = b;
    }
  }
  return pairs;
}

}  // namespace

VersionPairs RealPairs(std::string_view scheme) {
  const char* shared = std::getenv("CLAIRCORE_SHARED_DATA");
  for (const Table& table : kTables) {
    if (shared == nullptr || table.scheme != scheme) continue;
    VersionPairs pairs = FromTable(fs::path(shared) / "judges" / "version" / table.file);
    if (!pairs.empty()) return pairs;
  }
  return FromCases(fs::path("tests/oracle/cases") / (std::string(scheme) + ".txt"));
}

}  // namespace claircore::benchmarks
