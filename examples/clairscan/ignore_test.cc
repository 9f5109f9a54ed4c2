#include "examples/clairscan/ignore.h"

#include <chrono>
#include <string>
#include <vector>

#include "gtest/gtest.h"

namespace clairscan {
namespace {

claircore::Vulnerability Named(const std::string& name, const std::string& alias) {
  claircore::Vulnerability v;
  v.name = name;
  v.aliases = {claircore::MakeAlias(alias)};
  return v;
}

claircore::Package Package(const std::string& name, const std::string& type = "deb") {
  claircore::Package package;
  package.name = name;
  package.type = type;
  return package;
}

constexpr auto kJune = std::chrono::sys_days(std::chrono::June / 1 / 2026);

TEST(Ignore, CoversByIdAliasPackageAndDate) {
  auto list = IgnoreList::Parse(
      "# accepted\nCVE-2020-1\nCVE-2020-2 curl # only there\n\nCVE-2020-3 exp:2026-06-30\n");
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->size(), 3);
  const auto july = std::chrono::sys_days(std::chrono::July / 1 / 2026);
  EXPECT_TRUE(list->Covers(Named("CVE-2020-1", "GHSA-x"), Package("any"), kJune));
  EXPECT_TRUE(list->Covers(Named("GHSA-x", "CVE-2020-1"), Package("any"), kJune));
  EXPECT_TRUE(list->Covers(Named("CVE-2020-2", "A-1"), Package("curl"), kJune));
  EXPECT_FALSE(list->Covers(Named("CVE-2020-2", "A-1"), Package("wget"), kJune));
  EXPECT_TRUE(list->Covers(Named("CVE-2020-3", "A-1"), Package("curl"), kJune));
  EXPECT_FALSE(list->Covers(Named("CVE-2020-3", "A-1"), Package("curl"), july));
}

TEST(Ignore, NamesTheLineAtFault) {
  EXPECT_EQ(IgnoreList::Parse("CVE-1\nCVE-2 exp:tomorrow").status().message(),
            "line 2: exp: needs a date as 2027-01-31");
  EXPECT_FALSE(IgnoreList::Parse("CVE-2 curl wget").ok());
}

TEST(Ignore, TakesAnyCaseAndAnySpellingOfPython) {
  auto list = IgnoreList::Parse("cve-2020-1 Django\nghsa-AB12-x ruamel_YAML\nCVE-2020-2 a_b\n");
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_TRUE(list->Covers(Named("CVE-2020-1", "A-1"), Package("django", "pypi"), kJune));
  EXPECT_TRUE(list->Covers(Named("A-1", "GHSA-ab12-x"), Package("ruamel.yaml", "pypi"), kJune));
  EXPECT_TRUE(list->Covers(Named("CVE-2020-2", "A-1"), Package("A_B", "npm"), kJune));
  // Elsewhere two spellings are two packages.
  EXPECT_FALSE(list->Covers(Named("CVE-2020-2", "A-1"), Package("a-b", "npm"), kJune));
}

TEST(Ignore, SkipsAByteOrderMarkAndEndsOfOtherSystems) {
  auto list = IgnoreList::Parse(
      "\xEF\xBB\xBF"
      "CVE-2020-1\r\nCVE-2020-2 curl\r\n");
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_TRUE(list->Covers(Named("CVE-2020-1", "A-1"), Package("any"), kJune));
  EXPECT_TRUE(list->Covers(Named("CVE-2020-2", "A-1"), Package("curl"), kJune));
  EXPECT_TRUE(IgnoreList::Parse("\xEF\xBB\xBF")->Idle(kJune).empty());
}

TEST(Ignore, TellsWhichRulesDidNothing) {
  auto list = IgnoreList::Parse(
      "CVE-2020-1\n# a remark\nCVE-2020-2 curl\nCVE-2020-3 exp:2026-01-31\nGHSA-x\n");
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_TRUE(list->Covers(Named("CVE-2020-1", "GHSA-x"), Package("curl"), kJune));
  EXPECT_FALSE(list->Covers(Named("CVE-2020-2", "A-1"), Package("wget"), kJune));
  EXPECT_FALSE(list->Covers(Named("CVE-2020-3", "A-1"), Package("wget"), kJune));
  EXPECT_EQ(list->Idle(kJune),
            (std::vector<std::string>{"line 3: CVE-2020-2 curl covers nothing here",
                                      "line 4: CVE-2020-3 has expired"}));
}

TEST(Ignore, LooksUpEachNameOnce) {
  // 20,000 rules and as many findings: pairs would take minutes.
  std::string text;
  for (int i = 0; i < 20000; ++i) text += "CVE-2020-" + std::to_string(i) + " package\n";
  auto list = IgnoreList::Parse(text);
  ASSERT_TRUE(list.ok()) << list.status();
  const claircore::Package package = Package("package");
  for (int i = 0; i < 20000; ++i) {
    ASSERT_TRUE(list->Covers(Named("CVE-2020-" + std::to_string(i), "A-1"), package, kJune));
  }
  EXPECT_TRUE(list->Idle(kJune).empty());
}

}  // namespace
}  // namespace clairscan
