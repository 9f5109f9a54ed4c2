// The pieces of the command line that need no engine.
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "examples/clairscan/args.h"
#include "examples/clairscan/ignore.h"
#include "examples/clairscan/table.h"
#include "gtest/gtest.h"

namespace clairscan {
namespace {

absl::StatusOr<Args> Parse(std::vector<std::string> words) {
  words.insert(words.begin(), "clairscan");
  std::vector<char*> argv;
  for (std::string& word : words) argv.push_back(word.data());
  argv.push_back(nullptr);
  return ParseArgs(static_cast<int>(words.size()), argv.data());
}

TEST(Args, TakesOptionsBeforeAndAfterTheWords) {
  const auto args =
      Parse({"scan", "--fail-on", "high", "oci:x", "--format=json", "--threads", "3"});
  ASSERT_TRUE(args.ok()) << args.status();
  EXPECT_EQ(args->command, "scan");
  EXPECT_EQ(args->positional, std::vector<std::string>{"oci:x"});
  EXPECT_EQ(args->fail_on, claircore::Severity::kHigh);
  EXPECT_EQ(args->format, Format::kJson);
  EXPECT_EQ(args->threads, 3);
}

TEST(Args, RefusesWhatMakesNoSense) {
  EXPECT_FALSE(Parse({}).ok());
  EXPECT_FALSE(Parse({"scan", "--fail-on", "terrible"}).ok());
  EXPECT_FALSE(Parse({"scan", "--format", "xml"}).ok());
  EXPECT_FALSE(Parse({"scan", "--threads", "0"}).ok());
  EXPECT_FALSE(Parse({"scan", "--db"}).ok());
  EXPECT_FALSE(Parse({"scan", "--no-such"}).ok());
}

claircore::Vulnerability Named(const std::string& name, const std::string& alias) {
  claircore::Vulnerability v;
  v.name = name;
  v.aliases = {claircore::MakeAlias(alias)};
  return v;
}

TEST(Ignore, CoversByIdAliasPackageAndDate) {
  const auto list = IgnoreList::Parse(
      "# accepted\nCVE-2020-1\nCVE-2020-2 curl # only there\n\nCVE-2020-3 exp:2026-06-30\n");
  ASSERT_TRUE(list.ok()) << list.status();
  EXPECT_EQ(list->size(), 3);
  const auto june = std::chrono::sys_days(std::chrono::June / 1 / 2026);
  const auto july = std::chrono::sys_days(std::chrono::July / 1 / 2026);
  EXPECT_TRUE(list->Covers(Named("CVE-2020-1", "GHSA-x"), "any", june));
  EXPECT_TRUE(list->Covers(Named("GHSA-x", "CVE-2020-1"), "any", june));
  EXPECT_TRUE(list->Covers(Named("CVE-2020-2", "A-1"), "curl", june));
  EXPECT_FALSE(list->Covers(Named("CVE-2020-2", "A-1"), "wget", june));
  EXPECT_TRUE(list->Covers(Named("CVE-2020-3", "A-1"), "curl", june));
  EXPECT_FALSE(list->Covers(Named("CVE-2020-3", "A-1"), "curl", july));
}

TEST(Ignore, NamesTheLineAtFault) {
  EXPECT_EQ(IgnoreList::Parse("CVE-1\nCVE-2 exp:tomorrow").status().message(),
            "line 2: exp: needs a date as 2027-01-31");
  EXPECT_FALSE(IgnoreList::Parse("CVE-2 curl wget").ok());
}

TEST(Table, PrintsNoControlCharactersOfTheImage) {
  EXPECT_EQ(Printable("a\x1b[2Jb\nc\xC2\x9B"), "a?[2Jb?c?");
  EXPECT_EQ(Printable("Jürgen"), "Jürgen");
}

TEST(Table, SortsTheWorstFirstAndCounts) {
  auto index = std::make_shared<claircore::IndexReport>();
  const claircore::Digest layer = *claircore::Digest::Parse("sha256:" + std::string(64, 'a'));
  index->layers = {layer};
  index->manifest_hash = layer;
  for (const char* id : {"1", "2"}) {
    claircore::Package& p = index->packages[id];
    p.id = id;
    p.name = std::string("package") + id;
    p.version = "1";
    index->environments[id].push_back({.introduced_in = layer});
  }
  claircore::VulnerabilityReport report;
  report.index = index;
  const auto add = [&](const char* id, const char* name, claircore::Severity severity) {
    auto v = std::make_shared<claircore::Vulnerability>();
    v->id = id;
    v->name = name;
    v->normalized_severity = severity;
    report.vulnerabilities[id] = v;
  };
  add("1", "CVE-1", claircore::Severity::kLow);
  add("2", "CVE-2", claircore::Severity::kCritical);
  report.package_vulnerabilities = {{"1", {"1"}}, {"2", {"1", "2"}}};
  const std::vector<Row> rows = Rows(report);
  ASSERT_EQ(rows.size(), 3);
  EXPECT_EQ(rows[0].vulnerability->name, "CVE-2");
  EXPECT_EQ(rows[1].package->name, "package1");
  EXPECT_EQ(rows[2].layer, "1 aaaaaaaaaaaa");
  std::ostringstream out;
  PrintTable(report, rows, 1, "image", std::chrono::sys_days{std::chrono::June / 1 / 2024}, out);
  EXPECT_NE(out.str().find("3 vulnerabilities: 1 Critical, 2 Low (1 ignored)"), std::string::npos)
      << out.str();
  EXPECT_NE(out.str().find("Data: none."), std::string::npos);
}

TEST(Table, SaysWhatIsPastItsEndOfLife) {
  auto index = std::make_shared<claircore::IndexReport>();
  index->distributions["1"] = {
      .did = "debian", .name = "Debian", .version_id = "11", .pretty_name = "Debian 11"};
  index->distributions["2"] = {.did = "arch", .name = "Arch Linux"};
  claircore::VulnerabilityReport report;
  report.index = index;
  const auto print = [&](std::chrono::sys_days today) {
    std::ostringstream out;
    PrintTable(report, {}, 0, "image", today, out);
    return out.str();
  };
  using namespace std::chrono;  // NOLINT: literals of dates
  EXPECT_NE(print(sys_days{August / 15 / 2024})
                .find("End of life: security fixes for Debian 11 ended on 2024-08-14\n"),
            std::string::npos);
  EXPECT_EQ(print(sys_days{August / 14 / 2024}).find("End of life"), std::string::npos);
}

TEST(Table, SaysWhatKeptPackagesFromBeingMatched) {
  claircore::VulnerabilityReport report;
  report.index = std::make_shared<claircore::IndexReport>();
  report.match_problems = {{.scanner = "rhel/map", .code = "NOT_FOUND", .message = "no data"}};
  std::ostringstream out;
  PrintTable(report, {}, 0, "image", std::chrono::sys_days{std::chrono::June / 1 / 2024}, out);
  EXPECT_NE(out.str().find("Not matched: no data (rhel/map)\n"), std::string::npos) << out.str();
}

}  // namespace
}  // namespace clairscan
