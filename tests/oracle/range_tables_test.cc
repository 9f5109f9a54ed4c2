// The range tables of the shared data: RANGE<TAB>VERSION<TAB>EXPECTED[<TAB>OPTIONS].
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <sstream>
#include <string>

#include "claircore/builtin_versions.h"
#include "claircore/version_range.h"
#include "claircore/version_scheme.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

namespace fs = std::filesystem;

struct Table {
  const char* scheme;
  const char* file;
  int least;  // so many rows must be compared
};

class RangeTablesTest : public ::testing::TestWithParam<Table> {};

TEST_P(RangeTablesTest, Agree) {
  const char* shared = std::getenv("CLAIRCORE_SHARED_DATA");
  const fs::path path =
      fs::path(shared == nullptr ? "" : shared) / "judges/version" / GetParam().file;
  if (shared == nullptr || !fs::exists(path)) {
    GTEST_SKIP() << "CLAIRCORE_SHARED_DATA has no judges/version/" << GetParam().file;
  }
  VersionSchemeSet schemes;
  AddBuiltinVersions(schemes);
  const VersionScheme& scheme = *schemes.Find(GetParam().scheme);
  std::ifstream in(path);
  int rows = 0;
  for (std::string line; std::getline(in, line);) {
    std::istringstream fields(line);
    std::string range, version, expected, options;
    if (line[0] == '#' || !std::getline(fields, range, '\t') ||
        !std::getline(fields, version, '\t') || !std::getline(fields, expected, '\t')) {
      continue;
    }
    std::getline(fields, options);
    const bool yes = expected == "1" || expected == "True";
    if (!yes && expected != "0" && expected != "False") continue;
    // Not offered: node-semver's options; and a tab that the table writes as "\t".
    if (!options.empty() || range.find('\\') != std::string::npos) continue;
    const auto contains = scheme.Compare(version, version);
    if (!contains.ok()) continue;  // the tables ask about what is no version, too
    const auto set = VersionRangeSet::Parse(scheme, range);
    ASSERT_TRUE(set.ok()) << line << ": " << set.status();
    EXPECT_EQ(*set->Contains(version), yes) << line;
    ++rows;
  }
  std::cout << rows << " rows\n";
  EXPECT_GE(rows, GetParam().least);
}

INSTANTIATE_TEST_SUITE_P(All, RangeTablesTest,
                         ::testing::Values(Table{"npm", "node-semver-ranges.tsv", 150},
                                           Table{"pep440", "pypa-specifiers.tsv", 20},
                                           Table{"gem", "rubygems-test_gem_requirement.tsv", 70}),
                         [](const auto& param) { return std::string(param.param.scheme); });

}  // namespace
}  // namespace claircore
