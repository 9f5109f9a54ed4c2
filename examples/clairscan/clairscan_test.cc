// What is printed of a report.
#include "examples/clairscan/table.h"

#include <chrono>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "examples/clairscan/coverage.h"
#include "examples/clairscan/printable.h"
#include "gtest/gtest.h"

namespace clairscan {
namespace {

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
  PrintTable(report, rows, 1, "image", std::chrono::sys_days{std::chrono::June / 1 / 2024}, {},
             out);
  EXPECT_NE(out.str().find("3 vulnerabilities: 1 Critical, 2 Low (1 ignored)"), std::string::npos)
      << out.str();
  EXPECT_NE(out.str().find("Data: none."), std::string::npos);
}

TEST(Table, SaysWhichFixesAreForSubscribers) {
  auto index = std::make_shared<claircore::IndexReport>();
  index->packages["1"].name = "zlib";
  claircore::VulnerabilityReport report;
  report.index = index;
  auto v = std::make_shared<claircore::Vulnerability>();
  v->ns = "Ubuntu:Pro:22.04";
  v->fixed_in_version = "1.2~esm1";
  report.vulnerabilities["1"] = v;
  report.package_vulnerabilities = {{"1", {"1"}}};
  std::ostringstream out;
  PrintTable(report, Rows(report), 0, "image", std::chrono::sys_days{std::chrono::June / 1 / 2024},
             {}, out);
  EXPECT_NE(out.str().find("1.2~esm1 (Pro)"), std::string::npos) << out.str();
}

TEST(Table, ShowsNotesApart) {
  auto index = std::make_shared<claircore::IndexReport>();
  index->packages["1"].name = "crate";
  index->packages["1"].version = "1.0.0";
  claircore::VulnerabilityReport report;
  report.index = index;
  auto note = std::make_shared<claircore::Vulnerability>();
  note->name = "RUSTSEC-2099-0001";
  note->severity = "unmaintained";
  note->status = claircore::AffectedStatus::kInformational;
  report.vulnerabilities["1"] = note;
  report.package_vulnerabilities = {{"1", {"1"}}};
  const std::vector<Row> rows = Rows(report);
  ASSERT_EQ(rows.size(), 1u);
  std::ostringstream out;
  PrintTable(report, rows, 0, "image", std::chrono::sys_days{std::chrono::June / 1 / 2024}, {},
             out);
  EXPECT_NE(out.str().find("0 vulnerabilities\n1 note, no vulnerability:\n"
                           "  crate 1.0.0: unmaintained (RUSTSEC-2099-0001)\n"),
            std::string::npos)
      << out.str();
  EXPECT_EQ(out.str().find("SEVERITY"), std::string::npos);
  std::ostringstream tsv;
  PrintTsv(rows, tsv);
  EXPECT_NE(tsv.str().find("\tinformational\t"), std::string::npos);
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
    PrintTable(report, {}, 0, "image", today, {}, out);
    return out.str();
  };
  using namespace std::chrono;  // NOLINT: literals of dates
  EXPECT_NE(print(sys_days{August / 15 / 2024})
                .find("Regular security support of Debian 11 ended on 2024-08-14; its long-term "
                      "support goes on until 2026-08-31\n"),
            std::string::npos);
  EXPECT_NE(print(sys_days{September / 1 / 2026})
                .find("End of life: security fixes for Debian 11 ended on 2024-08-14, its "
                      "long-term support on 2026-08-31\n"),
            std::string::npos);
  EXPECT_EQ(print(sys_days{August / 14 / 2024}).find("support"), std::string::npos);
  index->distributions["1"] = {
      .did = "alpine", .name = "Alpine", .version_id = "3.18", .pretty_name = "Alpine 3.18"};
  EXPECT_NE(print(sys_days{August / 14 / 2025})
                .find("End of life: security fixes for Alpine 3.18 ended on 2025-05-09\n"),
            std::string::npos);
}

TEST(Coverage, OneLineSaysAllOfIt) {
  auto index = std::make_shared<claircore::IndexReport>();
  claircore::VulnerabilityReport report;
  report.index = index;
  EXPECT_EQ(CoverageLine(report), "0 packages: this is no finished index report");
  index->success = true;
  index->state = "IndexFinished";
  EXPECT_EQ(CoverageLine(report), "0 packages: nothing was found, no system and no package");
  index->distributions["1"] = {.did = "kali", .pretty_name = "Kali\x1b GNU/Linux"};
  EXPECT_EQ(CoverageLine(report), "0 packages: nothing was found but the system's name");
  for (const char* id : {"1", "2", "3", "4"}) index->packages[id].id = id;
  using claircore::Unjudged;
  report.coverage.judged = {{{"deb", "debian"}, {"debian"}, {"1"}}};
  report.coverage.not_judged = {{Unjudged::kNoMatcher, {"deb", "kali"}, {"2"}},
                                {Unjudged::kNoGroup, {"maven", ""}, {"3", "4"}}};
  EXPECT_EQ(CoverageLine(report),
            "4 packages: 1 judged; 3 not: 1 of Kali? GNU/Linux, no data; 2 jars without a group");
}

TEST(Coverage, NamesInAnyCaseAreAllowed) {
  VerdictRules rules;
  EXPECT_FALSE(rules.Allows({"deb", "kali"}));
  rules.allowed = {"Kali", "maven"};
  EXPECT_TRUE(rules.Allows({"deb", "kali"}));
  EXPECT_TRUE(rules.Allows({"maven", ""}));
  EXPECT_FALSE(rules.Allows({"deb", "debian"}));
  EXPECT_FALSE(rules.Allows({"", ""}));
  rules.allow_all = true;
  EXPECT_TRUE(rules.Allows({"", ""}));
}

TEST(Table, SaysWhatKeptPackagesFromBeingMatched) {
  claircore::VulnerabilityReport report;
  report.index = std::make_shared<claircore::IndexReport>();
  report.match_problems = {{.scanner = "rhel/map", .code = "NOT_FOUND", .message = "no data"}};
  std::ostringstream out;
  PrintTable(report, {}, 0, "image", std::chrono::sys_days{std::chrono::June / 1 / 2024}, {}, out);
  EXPECT_NE(out.str().find("Not matched: no data (rhel/map)\n"), std::string::npos) << out.str();
}

// One finding, of an advisory with these aliases.
std::string Printed(const std::string& name, const std::vector<std::string>& aliases,
                    const Screen& screen, const std::string& version = "1") {
  auto index = std::make_shared<claircore::IndexReport>();
  claircore::Package& p = index->packages["1"];
  p.id = "1";
  p.name = "package";
  p.version = version;
  auto v = std::make_shared<claircore::Vulnerability>();
  v->name = name;
  v->normalized_severity = claircore::Severity::kHigh;
  for (const std::string& alias : aliases) v->aliases.push_back(claircore::MakeAlias(alias));
  claircore::VulnerabilityReport report;
  report.index = index;
  report.vulnerabilities["1"] = v;
  report.package_vulnerabilities = {{"1", {"1"}}};
  std::ostringstream out;
  PrintTable(report, Rows(report), 0, "image", std::chrono::sys_seconds{}, screen, out);
  return out.str();
}

TEST(Table, SaysWhatRestsOnAnAssumedName) {
  auto index = std::make_shared<claircore::IndexReport>();
  const auto add = [&](const std::string& id, const std::string& name) {
    claircore::Package& p = index->packages[id];
    p.id = id;
    p.name = name;
    p.version = "1.2";
  };
  add("1", "coyote");
  add("2", "org.acme:other");
  add("3", "app");
  add("4", "quiet");
  auto v = std::make_shared<claircore::Vulnerability>();
  v->name = "CVE-2023-9";
  claircore::VulnerabilityReport report;
  report.index = index;
  report.vulnerabilities["1"] = v;
  report.package_vulnerabilities = {{"1", {"1"}}, {"2", {"1"}}, {"3", {"1"}}};
  using enum claircore::AssumedName::Basis;
  report.assumed_names = {
      {"1", {{"com.a.cat:coyote", "1.2", kArtifact}, {"org.a.cat:coyote", "1.2", kArtifact}}},
      {"3", {{"org.acme:core", "2.0", kChecksum}}},
      {"4", {{"org.acme:quiet", "1.2", kArtifact}}}};
  std::ostringstream table, tsv;
  PrintTable(report, Rows(report), 0, "image", std::chrono::sys_seconds{}, {}, table);
  for (const char* part :
       {" coyote (by artifact) ", " app (by checksum) ", " org.acme:other  ",
        "\n2 packages looked up by artifact id alone, which may be another's:\n"
        "  coyote 1.2 as com.a.cat:coyote or org.a.cat:coyote\n  quiet 1.2 as org.acme:quiet\n",
        "\n1 package named by the checksum of its file:\n  app 1.2 as org.acme:core 2.0\n"}) {
    EXPECT_NE(table.str().find(part), std::string::npos) << part << "in\n" << table.str();
  }
  PrintTsv(Rows(report), tsv);
  EXPECT_NE(tsv.str().find("\tartifact\n"), std::string::npos) << tsv.str();
  EXPECT_NE(tsv.str().find("\tchecksum\n"), std::string::npos) << tsv.str();
  EXPECT_NE(tsv.str().find("\t\n"), std::string::npos) << tsv.str();
}

TEST(Table, NamesTheCveOfAnAdvisoryOfAnotherName) {
  EXPECT_NE(Printed("PYSEC-2023-1", {"GHSA-a", "CVE-2023-9"}, {}).find("PYSEC-2023-1  CVE-2023-9"),
            std::string::npos);
  EXPECT_NE(Printed("GHSA-a", {"CVE-2023-9", "CVE-2023-10", "CVE-2023-9"}, {})
                .find("GHSA-a  CVE-2023-10 +1"),
            std::string::npos);
  EXPECT_NE(Printed("UBUNTU-CVE-2023-9", {}, {}).find("UBUNTU-CVE-2023-9  CVE-2023-9"),
            std::string::npos);
  // Where every advisory is called by its CVE there is no need of a column.
  EXPECT_EQ(Printed("CVE-2023-9", {"GHSA-a"}, {}).find("  CVE "), std::string::npos);
  EXPECT_EQ(Printed("GHSA-a", {}, {}).find("  CVE"), std::string::npos);
}

TEST(Table, FitsTheTerminalAndHasColoursOnlyThere) {
  const std::string longest(300, '9');
  EXPECT_NE(Printed("CVE-2023-9", {}, {}, longest).find(longest), std::string::npos);
  std::istringstream lines(Printed("CVE-2023-9", {}, {.width = 80}, longest));
  bool cut = false;
  for (std::string line; std::getline(lines, line);) {
    if (line.find("CVE-2023-9") == std::string::npos) continue;
    EXPECT_LE(Width(line), 80u) << line;
    cut = line.find("99…") != std::string::npos;
  }
  EXPECT_TRUE(cut);
  EXPECT_EQ(Printed("CVE-2023-9", {}, {.width = 80}).find('\x1b'), std::string::npos);
  EXPECT_NE(Printed("CVE-2023-9", {}, {.colour = true}).find("\x1b[31mHigh\x1b[0m"),
            std::string::npos);
}

TEST(Table, HeadsItsLinesForPrograms) {
  std::ostringstream out;
  PrintTsv({}, out);
  EXPECT_EQ(
      out.str(),
      "#package\tversion\tid\taliases\tstatus\tfixed_in\tseverity\tupdater\tlayer\tnamed_by\n");
  std::ostringstream index;
  PrintIndexTsv({}, index);
  EXPECT_EQ(index.str(), "#type\tname\tversion\tarch\tsource\tsource_version\tpath\tlayer\n");
}

}  // namespace
}  // namespace clairscan
