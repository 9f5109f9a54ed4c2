// Every line of cases/SCHEME.txt, the order axioms over the strings of each file, sort keys against
// Compare(), and the tables of the shared data where that is there.
//
// A line is a chain "A < B = C > D" (each comparison is checked, and A against D where all point
// one way) or "A !" for a string that the scheme rejects.
#include <compare>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <map>
#include <set>
#include <sstream>
#include <string>
#include <vector>

#include "absl/status/status.h"
#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

namespace fs = std::filesystem;

constexpr char kFolder[] = "tests/oracle/";

std::vector<std::string> Lines(const fs::path& path) {
  std::ifstream in(path);
  EXPECT_TRUE(in) << path;
  std::vector<std::string> lines;
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line[0] != '#') lines.push_back(line);
  }
  return lines;
}

char Verdict(const VersionScheme& scheme, const std::string& a, const std::string& b) {
  const auto order = scheme.Compare(a, b);
  if (!order.ok()) return '!';
  return *order < 0 ? '<' : (*order > 0 ? '>' : '=');
}

class CasesTest : public ::testing::TestWithParam<std::string> {
 protected:
  void SetUp() override {
    AddBuiltinVersions(schemes_);
    scheme_ = schemes_.Find(GetParam());
    ASSERT_NE(scheme_, nullptr);
    lines_ = Lines(kFolder + std::string("cases/") + GetParam() + ".txt");
    for (const std::string& line : lines_) {
      std::istringstream words(line);
      std::string a, op, b;
      words >> a >> op;
      if (op == "!") continue;
      versions_.insert(a);
      for (; !op.empty() && words >> b; op.clear(), words >> op) versions_.insert(b);
    }
  }

  VersionSchemeSet schemes_;
  const VersionScheme* scheme_ = nullptr;
  std::vector<std::string> lines_;
  std::set<std::string> versions_;
};

TEST_P(CasesTest, Lines) {
  for (const std::string& line : lines_) {
    SCOPED_TRACE(line);
    std::istringstream words(line);
    std::string first, op, b;
    words >> first >> op;
    if (op == "!") {
      std::string key = "before";
      const absl::Status error = scheme_->Compare(first, first).status();
      EXPECT_EQ(error.code(), absl::StatusCode::kInvalidArgument);
      EXPECT_NE(error.ToString().find("at byte "), std::string::npos) << error;
      EXPECT_FALSE(scheme_->AppendSortKey(first, key).ok());
      EXPECT_EQ(key, "before");
      continue;
    }
    std::set<std::string> ops;
    std::string a = first;
    while (words >> b) {
      EXPECT_EQ(Verdict(*scheme_, a, b), op[0]) << a << ' ' << b;
      ops.insert(op);
      a = b;
      if (!(words >> op)) break;
    }
    if (ops.size() == 1 || (ops.size() == 2 && ops.count("=") == 1)) {
      const std::string whole = ops.count("<") ? "<" : (ops.count(">") ? ">" : "=");
      EXPECT_EQ(Verdict(*scheme_, first, a), whole[0]) << first << ' ' << a;
    }
  }
}

TEST_P(CasesTest, Axioms) {
  const std::vector<std::string> all(versions_.begin(), versions_.end());
  std::map<std::string, std::string> keys;
  for (const std::string& a : all) {
    std::string key;
    const auto has_key = scheme_->AppendSortKey(a, key);
    ASSERT_TRUE(has_key.ok()) << has_key.status();
    if (*has_key) keys[a] = key;
    EXPECT_EQ(Verdict(*scheme_, a, a), '=') << a;
  }
  const auto mirror = [](char c) { return c == '<' ? '>' : (c == '>' ? '<' : c); };
  std::vector<std::vector<char>> order(all.size(), std::vector<char>(all.size()));
  for (size_t i = 0; i < all.size(); ++i) {
    for (size_t j = 0; j < all.size(); ++j) {
      order[i][j] = Verdict(*scheme_, all[i], all[j]);
      const char back = Verdict(*scheme_, all[j], all[i]);
      EXPECT_EQ(order[i][j], mirror(back)) << all[i] << ' ' << all[j];
      if (keys.count(all[i]) == 0 || keys.count(all[j]) == 0) continue;
      const auto c = keys[all[i]] <=> keys[all[j]];
      EXPECT_EQ(order[i][j], c < 0 ? '<' : (c > 0 ? '>' : '=')) << all[i] << ' ' << all[j];
    }
  }
  // Where keys exist the order is total; schemes that withhold some say so in their headers.
  for (size_t i = 0; i < all.size(); ++i) {
    for (size_t j = 0; j < all.size(); ++j) {
      for (size_t k = 0; k < all.size(); ++k) {
        if (order[i][j] == '>' || order[j][k] == '>') continue;
        if (!keys.count(all[i]) || !keys.count(all[j]) || !keys.count(all[k])) continue;
        const char expected = order[i][j] == '=' && order[j][k] == '=' ? '=' : '<';
        ASSERT_EQ(order[i][k], expected) << all[i] << ' ' << all[j] << ' ' << all[k];
      }
    }
  }
}

INSTANTIATE_TEST_SUITE_P(All, CasesTest,
                         ::testing::Values("apk", "bitnami", "cargo", "composer", "conan", "cran",
                                           "dpkg", "gem", "generic", "go", "hex", "julia", "maven",
                                           "npm", "nuget", "opkg", "pacman", "pep440", "portage",
                                           "pub", "rhctag", "rpm", "semver"),
                         [](const auto& param) { return param.param; });

// A table's name for an ecosystem and ours for its scheme.
const std::map<std::string, std::string>& TableSchemes() {
  static const auto* const kSchemes = new std::map<std::string, std::string>{
      {"alpine", "apk"},  {"debian", "dpkg"},  {"rpm", "rpm"},   {"rpm-evr", "rpm"},
      {"maven", "maven"}, {"nuget", "nuget"},  {"pub", "pub"},   {"packagist", "composer"},
      {"pypi", "pep440"}, {"rubygems", "gem"}, {"cran", "cran"}, {"hackage", "cran"},
      {"semver", "npm"},
  };
  return *kSchemes;
}

TEST(TablesTest, AgreeWithOthers) {
  const char* shared = std::getenv("CLAIRCORE_SHARED_DATA");
  const fs::path folder = fs::path(shared == nullptr ? "" : shared) / "judges" / "version";
  if (shared == nullptr || !fs::is_directory(folder)) {
    GTEST_SKIP() << "CLAIRCORE_SHARED_DATA names no folder with judges/version";
  }
  VersionSchemeSet schemes;
  AddBuiltinVersions(schemes);
  std::set<std::string>
      exceptions;  // SCHEME<TAB>A<TAB>B, where the table is not the tool's verdict
  for (const std::string& line : Lines(kFolder + std::string("table_exceptions.txt"))) {
    exceptions.insert(line);
  }
  std::set<fs::path> files;
  for (const auto& entry : fs::directory_iterator(folder)) files.insert(entry.path());
  int rows = 0, rejected = 0, excepted = 0;
  for (const fs::path& file : files) {
    for (const std::string& line : Lines(file)) {
      std::istringstream fields(line);
      std::string ecosystem, a, op, b;
      if (!std::getline(fields, ecosystem, '\t') || !std::getline(fields, a, '\t') ||
          !std::getline(fields, op, '\t') || !std::getline(fields, b, '\t')) {
        continue;
      }
      const auto found = TableSchemes().find(ecosystem);
      if (found == TableSchemes().end() || op.size() != 1) continue;
      ++rows;
      const char verdict = Verdict(*schemes.Find(found->second), a, b);
      if (verdict == '!') {
        ++rejected;  // the tables order strings that the tools reject
      } else if (exceptions.count(found->second + '\t' + a + '\t' + b) > 0) {
        ++excepted;
      } else {
        EXPECT_EQ(verdict, op[0]) << file.filename() << ": " << line;
      }
    }
  }
  std::cout << rows << " rows, " << rejected << " with strings that the tool rejects, " << excepted
            << " exceptions\n";
  EXPECT_GT(rows, 40000);
  EXPECT_LT(rejected, 130);
}

}  // namespace
}  // namespace claircore
