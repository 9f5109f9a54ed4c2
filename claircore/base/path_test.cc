#include "claircore/base/path.h"

#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "gtest/gtest.h"

namespace claircore::base {
namespace {

// The slow and obvious one.
std::string Plain(std::string_view path) {
  std::vector<std::string_view> parts;
  while (!path.empty()) {
    const size_t slash = path.find('/');
    const std::string_view part = path.substr(0, slash);
    path.remove_prefix(slash == path.npos ? path.size() : slash + 1);
    if (part == "..") {
      if (!parts.empty()) parts.pop_back();
    } else if (!part.empty() && part != ".") {
      parts.push_back(part);
    }
  }
  std::string clean;
  for (const std::string_view part : parts) {
    if (!clean.empty()) clean += '/';
    clean += part;
  }
  return clean;
}

std::string PlainTarget(std::string_view link, std::string_view target) {
  if (target.starts_with('/')) return Plain(target);
  return Plain(std::string(link) + "/../" + std::string(target));
}

TEST(PathTest, StaysInTheRoot) {
  const std::pair<const char*, const char*> cases[] = {
      {"", ""},
      {"/", ""},
      {"./", ""},
      {".", ""},
      {"..", ""},
      {"../../a", "a"},
      {"/etc/x", "etc/x"},
      {"./etc/x", "etc/x"},
      {".//etc/x", "etc/x"},
      {"etc//x/", "etc/x"},
      {"a/../../b", "b"},
      {"a/./b/..", "a"},
      {"...", "..."},
      {"a/..b", "a/..b"},
      {"././a", "a"},
      {"/../a", "a"},
  };
  for (const auto& [raw, clean] : cases) {
    std::string scratch;
    EXPECT_EQ(CleanPath(raw, scratch), clean) << raw;
    EXPECT_EQ(CleanPath(raw), clean) << raw;
  }
}

TEST(PathTest, LinksAreRelativeToTheirDirectory) {
  std::string scratch;
  EXPECT_EQ(LinkTarget("etc/os-release", "../usr/lib/os-release", scratch), "usr/lib/os-release");
  EXPECT_EQ(LinkTarget("etc/x", "/y", scratch), "y");
  EXPECT_EQ(LinkTarget("x", "../../y/", scratch), "y");
  EXPECT_EQ(LinkTarget("a/b/x", ".", scratch), "a/b");
}

TEST(PathTest, AgreesWithThePlainOne) {
  std::mt19937 random(7);
  const char* const parts[] = {"", ".", "..", "a", "bc", "..."};
  for (int i = 0; i < 20000; ++i) {
    std::string path;
    for (size_t n = random() % 7; n-- > 0;) path.append(parts[random() % 6]).append("/");
    if (!path.empty() && random() % 2 == 0) path.pop_back();
    std::string scratch;
    ASSERT_EQ(CleanPath(path, scratch), Plain(path)) << path;
    ASSERT_EQ(LinkTarget("d/e/f", path, scratch), PlainTarget("d/e/f", path)) << path;
  }
}

TEST(PathTest, NamesAndFolders) {
  EXPECT_EQ(BaseName("a/b"), "b");
  EXPECT_EQ(BaseName("a"), "a");
  EXPECT_EQ(DirName("a/b/c"), "a/b");
  EXPECT_EQ(DirName("a"), "");
  EXPECT_EQ(DirName(""), "");
}

}  // namespace
}  // namespace claircore::base
