#include "updater/updaters/osv/osv.h"

#include <gtest/gtest.h>

#include <chrono>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"
#include "updater/test_support.h"
#include "updater/updaters/osv/ecosystems.h"
#include "updater/updaters/osv/events.h"
#include "updater/updaters/osv/record.h"

namespace claircore::update {
namespace {

using Kind = OsvEvent::Kind;

const VersionSchemeSet& Schemes() {
  static const VersionSchemeSet* const set = [] {
    auto* s = new VersionSchemeSet;
    AddBuiltinVersions(*s);
    return s;
  }();
  return *set;
}

CollectingSink Parse(const std::string& json) {
  CollectingSink sink;
  OsvRecordParser parser(&Schemes(), std::chrono::sys_days(std::chrono::year{2025} / 1 / 1));
  EXPECT_TRUE(parser.Parse("file.json", json, sink).ok());
  return sink;
}

std::string Ranges(std::vector<OsvEvent> events, const char* scheme = "semver") {
  const auto ranges = RangesOfEvents(std::move(events), Schemes().Find(scheme));
  if (!ranges.ok()) return "error";
  std::string text;
  for (const VersionRange& r : ranges->ranges) {
    text += "[" + r.introduced + "," +
            (r.last_affected.empty() ? r.fixed + r.limit + ")" : r.last_affected + "]");
  }
  return text + " fix " + ranges->newest_fix;
}

TEST(OsvEvents, PairUpInAnyOrder) {
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "0"}, {Kind::kFixed, "1.2.0"}}), "[0,1.2.0) fix 1.2.0");
  EXPECT_EQ(Ranges({{Kind::kFixed, "1.2.0"}, {Kind::kIntroduced, "0"}}), "[0,1.2.0) fix 1.2.0");
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "1.10.0"},
                    {Kind::kFixed, "1.9.1"},
                    {Kind::kIntroduced, "0"},
                    {Kind::kFixed, "1.10.5"}}),
            "[0,1.9.1)[1.10.0,1.10.5) fix 1.10.5");
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "0"},
                    {Kind::kIntroduced, "2.0.0"},
                    {Kind::kFixed, "1.0.0"},
                    {Kind::kFixed, "2.0.1"}}),
            "[0,1.0.0)[2.0.0,2.0.1) fix 2.0.1");
  // The pairs as they stand are wrong here: 0 belongs to 1.0.0.
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "0"},
                    {Kind::kFixed, "2.1.0"},
                    {Kind::kIntroduced, "2.0.0"},
                    {Kind::kFixed, "1.0.0"}}),
            "[0,1.0.0)[2.0.0,2.1.0) fix 2.1.0");
}

TEST(OsvEvents, ReadWhatLeavesNumbersOut) {
  EXPECT_EQ(Ranges({{Kind::kFixed, "2"},
                    {Kind::kIntroduced, "1.10"},
                    {Kind::kFixed, "1.9"},
                    {Kind::kIntroduced, "1.2.0"}}),
            "[1.2.0,1.9)[1.10,2) fix 2");
}

TEST(OsvEvents, KnowLastAffectedAndOpenEnds) {
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "0"}, {Kind::kLastAffected, "1.2.0"}}), "[0,1.2.0] fix ");
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "1.2.0"}}), "[1.2.0,) fix ");
  EXPECT_EQ(Ranges({{Kind::kLastAffected, "1.0.0"}, {Kind::kIntroduced, "1.0.0"}}),
            "[1.0.0,1.0.0] fix ");
  EXPECT_EQ(
      Ranges({{Kind::kIntroduced, "0"}, {Kind::kFixed, "1.0.0"}, {Kind::kIntroduced, "2.0.0"}}),
      "[0,1.0.0)[2.0.0,) fix 1.0.0");  // for whom is the matcher's to say
  // A second fix of what is fixed says nothing new.
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "0"}, {Kind::kFixed, "1.0.0"}, {Kind::kFixed, "2.0.0"}}),
            "[0,1.0.0) fix 1.0.0");
}

TEST(OsvEvents, KnowLimits) {
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "0"}, {Kind::kLimit, "2.0.0"}, {Kind::kLimit, "1.0.0"}}),
            "[0,2.0.0) fix ");
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "0"}, {Kind::kLimit, "*"}}), "[0,) fix ");
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "0"}, {Kind::kFixed, "1.0.0"}, {Kind::kLimit, "2.0.0"}}),
            "[0,1.0.0) fix 1.0.0");
  EXPECT_EQ(
      Ranges({{Kind::kIntroduced, "0"}, {Kind::kLimit, "2.0.0"}, {Kind::kIntroduced, "3.0.0"}}),
      "[0,2.0.0) fix ");
}

TEST(OsvEvents, WithoutASchemeOnlyWhatPairsUp) {
  EXPECT_EQ(
      Ranges({{Kind::kIntroduced, "b"}, {Kind::kFixed, "c"}, {Kind::kIntroduced, "a"}}, "none"),
      "[b,c)[a,) fix c");
  EXPECT_EQ(
      Ranges({{Kind::kFixed, "c"}, {Kind::kIntroduced, "b"}, {Kind::kIntroduced, "a"}}, "none"),
      "error");
  EXPECT_EQ(
      Ranges({{Kind::kIntroduced, "a"}, {Kind::kFixed, "b"}, {Kind::kLastAffected, "c"}}, "none"),
      "[a,b)[a,c] fix ");
  EXPECT_EQ(Ranges({{Kind::kFixed, "1.0.0"}}), "error");
  EXPECT_EQ(Ranges({}), "error");
  EXPECT_EQ(Ranges({{Kind::kIntroduced, "1.0.0"}, {Kind::kFixed, "1.0.0"}}), "error");
}

TEST(OsvEcosystems, AreFiledAsTheSchemaSpells) {
  EXPECT_EQ(OsvNamespace("Ubuntu:22.04:LTS"), "Ubuntu:22.04");
  EXPECT_EQ(OsvNamespace("Ubuntu:Pro:22.04:LTS"), "Ubuntu:Pro:22.04");
  EXPECT_EQ(OsvNamespace("Ubuntu:23.10"), "Ubuntu:23.10");
  EXPECT_EQ(OsvNamespace("Alpine:v3.18"), "Alpine:v3.18");
  EXPECT_EQ(OsvNamespace("Packagist:https://packages.example.org/8"), "Packagist");
  EXPECT_EQ(OsvNamespace("Maven:https://repo.example.com/release/"), "Maven");
  EXPECT_EQ(OsvNamespace("Red Hat:enterprise_linux:9::baseos"),
            "Red Hat:enterprise_linux:9::baseos");
  EXPECT_EQ(FindOsvEcosystem("Packagist:https://packages.example.org/8").scheme, "composer");
  EXPECT_EQ(FindOsvEcosystem("Bitnami").scheme, "bitnami");
  EXPECT_EQ(FindOsvEcosystem("ConanCenter").scheme, "conan");
  EXPECT_EQ(FindOsvEcosystem("Julia").scheme, "julia");
  EXPECT_EQ(FindOsvEcosystem("Debian:12").scheme, "dpkg");
  EXPECT_EQ(FindOsvEcosystem("Debian:12").kind, PackageKind::kSource);
  EXPECT_EQ(FindOsvEcosystem("Rocky Linux:8").scheme, "rpm");
  EXPECT_EQ(FindOsvEcosystem("Rocky Linux:8").kind, PackageKind::kBinary);
  EXPECT_EQ(FindOsvEcosystem("crates.io").scheme, "cargo");
  EXPECT_EQ(FindOsvEcosystem("Debia").scheme, "generic");
  EXPECT_EQ(OsvPackageName(FindOsvEcosystem("PyPI"), "Foo.Bar__Baz"), "foo-bar-baz");
  EXPECT_EQ(OsvPackageName(FindOsvEcosystem("NuGet"), "Newtonsoft.Json"), "newtonsoft.json");
  EXPECT_EQ(OsvPackageName(FindOsvEcosystem("npm"), "@A/b"), "@A/b");
  // The table is searched by halves.
  for (const char* name : {"AlmaLinux", "Alpaquita",      "Azure Linux", "Bitnami", "CRAN",
                           "Echo",      "GitHub Actions", "Go",          "Hackage", "Hex",
                           "Julia",     "Mageia",         "Maven",       "MinimOS", "NuGet",
                           "Packagist", "Photon OS",      "Pub",         "PyPI",    "Red Hat",
                           "RubyGems",  "SUSE",           "SwiftURL",    "Wolfi",   "npm",
                           "openEuler", "openSUSE"}) {
    EXPECT_TRUE(IsKnownOsvEcosystem(name)) << name;
  }
}

TEST(OsvRecord, ReadsEveryField) {
  const CollectingSink out = Parse(R"({
    "id": "GHSA-aaaa-bbbb-cccc", "summary": "Bad thing", "details": "It is bad.",
    "published": "2024-01-02T03:04:05Z", "modified": "2024-02-02T00:00:00.5Z",
    "aliases": ["PYSEC-2024-1", "CVE-2024-1", "CVE-2024-1", "GHSA-aaaa-bbbb-cccc"],
    "related": ["CVE-2023-9"], "upstream": ["CVE-2022-8"],
    "severity": [{"type": "CVSS_V3", "score": "CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"},
                 {"type": "CVSS_V4",
                  "score": "CVSS:4.0/AV:N/AC:L/AT:N/PR:N/UI:N/VC:H/VI:H/VA:H/SC:N/SI:N/SA:N"}],
    "database_specific": {"severity": "MODERATE"},
    "references": [{"type": "WEB", "url": "https://a"}, {"url": "https://b"}, {"url": "https://a"}],
    "affected": [{"package": {"ecosystem": "PyPI", "name": "Foo_Bar"},
      "ranges": [{"type": "GIT", "events": [{"introduced": "0"}]},
                 {"type": "ECOSYSTEM", "events": [{"introduced": "0"}, {"fixed": "1.0"}]},
                 {"type": "ECOSYSTEM", "events": [{"introduced": "2.0"}, {"fixed": "2.1"}]}],
      "versions": ["0.9", "2.0"]}]})");
  ASSERT_EQ(out.added.size(), 1u);
  const Advisory& a = out.added[0];
  EXPECT_EQ(a.source_key, "GHSA-aaaa-bbbb-cccc");
  EXPECT_EQ(a.name, "GHSA-aaaa-bbbb-cccc");
  EXPECT_EQ(a.aliases, (std::vector<std::string>{"CVE-2024-1", "PYSEC-2024-1"}));
  EXPECT_EQ(a.related, (std::vector<std::string>{"CVE-2022-8", "CVE-2023-9"}));
  EXPECT_EQ(a.description, "Bad thing\n\nIt is bad.");
  EXPECT_EQ(a.issued.time_since_epoch().count(), 1704164645);
  EXPECT_EQ(a.modified.time_since_epoch().count(), 1706832000);
  EXPECT_EQ(a.links, (std::vector<std::string>{"https://a", "https://b"}));
  EXPECT_EQ(a.severity, "MODERATE");
  EXPECT_EQ(a.normalized_severity, Severity::kMedium);
  ASSERT_EQ(a.cvss.size(), 2u);
  EXPECT_EQ(a.cvss[0].substr(0, 9), "CVSS:4.0/");
  ASSERT_EQ(a.affected.size(), 1u);
  const Affected& f = a.affected[0];
  EXPECT_EQ(f.key, (PackageKey{"PyPI", "foo-bar", "pep440"}));
  EXPECT_EQ(f.ranges, (std::vector<VersionRange>{{"0", "1.0", ""}, {"2.0", "2.1", ""}}));
  EXPECT_EQ(f.versions, (std::vector<std::string>{"0.9", "2.0"}));
  EXPECT_EQ(f.fixed_in_version, "2.1");
  EXPECT_EQ(f.severity, "");
  EXPECT_EQ(out.skipped, (std::map<std::string, size_t>{{"GIT range", 1}}));
}

TEST(OsvRecord, WithdrawnIsOutOnceItIsPast) {
  const std::string head = R"({"id":"A-1","affected":[{"package":{"ecosystem":"npm","name":"x"},
      "versions":["1"]}],"withdrawn":")";
  EXPECT_EQ(Parse(head + "2024-12-31T00:00:00Z\"}").skipped,
            (std::map<std::string, size_t>{{"withdrawn", 1}}));
  EXPECT_EQ(Parse(head + "2026-01-01T00:00:00Z\"}").added.size(), 1u);
  EXPECT_EQ(Parse(head + "soon\"}").skipped,
            (std::map<std::string, size_t>{{"broken withdrawn date", 1}}));
}

TEST(OsvRecord, NothingToCompareIsNotEverything) {
  // Neither a range that we can use nor versions: Affected{} would mean every version.
  const CollectingSink git = Parse(R"({"id":"A-1","affected":[
      {"package":{"ecosystem":"Go","name":"x"},"ranges":[{"type":"GIT","events":[]}]}]})");
  EXPECT_TRUE(git.added.empty());
  EXPECT_EQ(git.skipped.at("no usable affected package"), 1u);
  EXPECT_TRUE(Parse(R"({"id":"A-1"})").added.empty());
  EXPECT_TRUE(Parse(R"({"id":"A-1","affected":[{"versions":["1"]}]})").added.empty());
}

TEST(OsvRecord, FixedFromTheBeginningIsNotAffected) {
  const CollectingSink out = Parse(R"({"id":"CGA-1","upstream":["CVE-2099-5"],"affected":[
      {"package":{"ecosystem":"Chainguard","name":"a"},
       "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"0"}]}]},
      {"package":{"ecosystem":"Wolfi","name":"b"},
       "ranges":[{"type":"ECOSYSTEM","events":[{"fixed":"0"},{"introduced":"0"}]},
                 {"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"2-r0"}]}]},
      {"package":{"ecosystem":"Wolfi","name":"c"},"versions":["1-r0"],
       "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"0"},{"fixed":"0"}]}]},
      {"package":{"ecosystem":"Wolfi","name":"d"},
       "ranges":[{"type":"ECOSYSTEM","events":[{"introduced":"1-r0"},{"fixed":"1-r0"}]}]}]})");
  ASSERT_EQ(out.added.size(), 1u);
  const std::vector<Affected>& affected = out.added[0].affected;
  ASSERT_EQ(affected.size(), 3u) << "an empty range says nothing of all versions";
  EXPECT_EQ(affected[0].status, AffectedStatus::kNotAffected);
  EXPECT_TRUE(affected[0].ranges.empty());
  EXPECT_TRUE(affected[0].versions.empty());
  EXPECT_EQ(affected[1].status, AffectedStatus::kAffected);
  EXPECT_EQ(affected[1].ranges, (std::vector<VersionRange>{{"0", "2-r0", ""}}));
  EXPECT_EQ(affected[2].status, AffectedStatus::kAffected);
  EXPECT_EQ(affected[2].versions, std::vector<std::string>{"1-r0"});
}

TEST(OsvRecord, KnowsGosPlatforms) {
  const auto arch = [](const std::string& imports) {
    const CollectingSink out = Parse(
        R"({"id":"GO-1","affected":[{"package":{"ecosystem":"Go","name":"m"},"versions":["1.0.0"],
            "ecosystem_specific":{"imports":)" +
        imports + "}}]}");
    const Affected& a = out.added.at(0).affected.at(0);
    EXPECT_EQ(a.arch_op, a.arch.empty() ? ArchOp::kNone : ArchOp::kPatternMatch);
    return a.arch;
  };
  EXPECT_EQ(arch(R"([{"path":"m/a","goos":["windows"]}])"), "^$|^(windows)/");
  EXPECT_EQ(arch(R"([{"path":"m/a","goos":["windows"]},{"path":"m/b","goos":["windows"]}])"),
            "^$|^(windows)/");
  EXPECT_EQ(arch(R"([{"goos":["js","wasip1"],"goarch":["wasm"]},{"goarch":["386","arm"]}])"),
            "^$|/(386|arm)$|^(js|wasip1)/(wasm)$");
  EXPECT_EQ(arch(R"([{"path":"m/a","goos":["windows"]},{"path":"m/b"}])"), "");
  EXPECT_EQ(arch(R"([{"goos":["windows"],"goarch":[]}])"), "^$|^(windows)/");
  EXPECT_EQ(arch("[]"), "");
  EXPECT_EQ(arch(R"([{"goos":["win.*"]}])"), "") << "no name of a system";
  EXPECT_EQ(arch(R"([{"goos":[1]}])"), "");
  EXPECT_EQ(arch("[7]"), "");
}

TEST(OsvRecord, TakesCustomRangesWhereTheOthersSayAll) {
  const auto ranges = [](const std::string& standard, const std::string& custom) {
    const CollectingSink out = Parse(
        R"({"id":"GO-1","affected":[{"package":{"ecosystem":"Go","name":"m"},"ranges":[
            {"type":"SEMVER","events":)" +
        standard + R"(}],"ecosystem_specific":{"custom_ranges":[
            {"type":"ECOSYSTEM","events":)" +
        custom + "}]}}]}");
    return out.added.at(0).affected.at(0).ranges;
  };
  using Ranges = std::vector<VersionRange>;
  EXPECT_EQ(ranges(R"([{"introduced":"0"}])", R"([{"introduced":"0"},{"fixed":"3.3.1"}])"),
            (Ranges{{"0", "3.3.1", ""}}));
  EXPECT_EQ(ranges(R"([{"introduced":"0"}])", R"([{"introduced":"1.2"},{"fixed":"2.0"}])"),
            (Ranges{{"1.2", "2.0", ""}}));
  EXPECT_EQ(ranges(R"([{"introduced":"0"},{"fixed":"2.0.0"}])",
                   R"([{"introduced":"0"},{"fixed":"3.3.1"}])"),
            (Ranges{{"0", "2.0.0", ""}}));
  EXPECT_EQ(ranges(R"([{"introduced":"0"}])", R"([{"introduced":"0"},{"fixed":"9.6.0b1"}])"),
            (Ranges{{"0", "9.6.0b1", ""}}));
  EXPECT_EQ(ranges(R"([{"introduced":"0"}])", R"([{"introduced":"0"},{"fixed":"RELEASE.2"}])"),
            (Ranges{{"0", "", ""}}));
}

TEST(OsvRecord, TellsWhatIsNoVulnerability) {
  const CollectingSink out = Parse(R"({"id":"RUSTSEC-1","affected":[
      {"package":{"ecosystem":"crates.io","name":"a"},"versions":["1.0.0"],
       "database_specific":{"informational":"unmaintained"}},
      {"package":{"ecosystem":"crates.io","name":"b"},"versions":["1.0.0"],
       "database_specific":{"informational":null}}]})");
  const std::vector<Affected>& affected = out.added.at(0).affected;
  EXPECT_EQ(affected[0].status, AffectedStatus::kInformational);
  EXPECT_EQ(affected[0].severity, "unmaintained");
  EXPECT_EQ(affected[0].normalized_severity, Severity::kUnknown);
  EXPECT_EQ(affected[1].status, AffectedStatus::kAffected);
}

TEST(OsvRecord, KnowsWhereGitHubsRangesEnd) {
  const CollectingSink sink = Parse(R"({"id":"GHSA-1","affected":[
      {"package":{"ecosystem":"npm","name":"a"},
       "ranges":[{"type":"SEMVER","events":[{"introduced":"2.1.0"}]}],
       "database_specific":{"last_known_affected_version_range":"< 2.1.3"}},
      {"package":{"ecosystem":"npm","name":"b"},
       "ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}],
       "database_specific":{"last_known_affected_version_range":"<= 1.0"}},
      {"package":{"ecosystem":"npm","name":"c"},
       "ranges":[{"type":"SEMVER","events":[{"introduced":"0"},{"fixed":"3.0.0"}]}],
       "database_specific":{"last_known_affected_version_range":"< 2.0.0"}},
      {"package":{"ecosystem":"npm","name":"d"},
       "ranges":[{"type":"SEMVER","events":[{"introduced":"0"}]}],
       "database_specific":{"last_known_affected_version_range":"> 1, < 2"}}]})");
  ASSERT_EQ(sink.added.size(), 1u);
  const std::vector<Affected>& affected = sink.added[0].affected;
  ASSERT_EQ(affected.size(), 4u);
  EXPECT_EQ(affected[0].ranges, (std::vector<VersionRange>{{"2.1.0", "", "", "2.1.3"}}));
  EXPECT_EQ(affected[0].fixed_in_version, "");  // nobody said that 2.1.3 is a fix
  EXPECT_EQ(affected[1].ranges, (std::vector<VersionRange>{{"0", "", "1.0"}}));
  EXPECT_EQ(affected[2].ranges, (std::vector<VersionRange>{{"0", "3.0.0", ""}}));
  EXPECT_EQ(affected[3].ranges, (std::vector<VersionRange>{{"0", "", ""}}));
}

TEST(OsvRecord, RatesPackagesApart) {
  const CollectingSink apart = Parse(R"({"id":"A-1","affected":[
    {"package":{"ecosystem":"Go","name":"x"},"versions":["1"],
     "severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]},
    {"package":{"ecosystem":"Go","name":"y"},"versions":["1"],
     "ecosystem_specific":{"urgency":"unimportant"}}]})");
  ASSERT_EQ(apart.added.size(), 1u);
  const Advisory& a = apart.added[0];
  EXPECT_EQ(a.normalized_severity, Severity::kUnknown);
  EXPECT_EQ(a.affected[0].normalized_severity, Severity::kCritical);
  EXPECT_EQ(a.affected[1].severity, "unimportant");
  EXPECT_EQ(a.affected[1].normalized_severity, Severity::kNegligible);

  const CollectingSink one = Parse(R"({"id":"A-1","affected":[
    {"package":{"ecosystem":"Bitnami","name":"x"},"versions":["1"],
     "severity":[{"type":"CVSS_V3","score":"CVSS:3.1/AV:N/AC:L/PR:N/UI:N/S:U/C:H/I:H/A:H"}]}]})");
  ASSERT_EQ(one.added.size(), 1u);
  EXPECT_EQ(one.added[0].cvss.size(), 1u);
  EXPECT_EQ(one.added[0].normalized_severity, Severity::kCritical);
  EXPECT_EQ(one.added[0].affected[0].severity, "");

  const CollectingSink ubuntu = Parse(R"({"id":"A-1","severity":[{"type":"Ubuntu","score":"low"}],
    "affected":[{"package":{"ecosystem":"Ubuntu:22.04:LTS","name":"x"},"versions":["1"]}]})");
  EXPECT_EQ(ubuntu.added[0].severity, "low");
  EXPECT_EQ(ubuntu.added[0].normalized_severity, Severity::kLow);
  EXPECT_EQ(ubuntu.added[0].affected[0].key.ns, "Ubuntu:22.04");
  EXPECT_EQ(ubuntu.added[0].affected[0].kind, PackageKind::kSource);
}

TEST(OsvRecord, SurvivesMisuse) {
  for (const char* bad : {"", "[]", "{", "{}", "{\"id\":1}", "{\"id\":\"\"}", "null",
                          R"({"id":"A","affected":{}})", R"({"id":"A","affected":[1,null,[]]})",
                          R"({"id":"A","affected":[{"package":[],"ranges":1,"versions":"x"}]})"}) {
    const CollectingSink out = Parse(bad);
    EXPECT_TRUE(out.added.empty()) << bad;
    EXPECT_FALSE(out.skipped.empty()) << bad;
  }
}

class OsvFactory : public testing::Test {
 protected:
  std::vector<std::string> Names(std::vector<std::string> ecosystems = {}) {
    const auto factory = NewOsvFactory({.url = "http://osv/",
                                        .ecosystems = std::move(ecosystems),
                                        .schemes = std::make_shared<VersionSchemeSet>()});
    const auto updaters = factory->Create(Context::Background(), http_);
    std::vector<std::string> names;
    if (!updaters.ok()) return {std::string(absl::StatusCodeToString(updaters.status().code()))};
    for (const auto& updater : *updaters) names.emplace_back(updater->name());
    return names;
  }
  FakeHttp http_;
};

TEST_F(OsvFactory, TakesWhatTheHostLists) {
  http_.pages["http://osv/ecosystems.txt"] = {
      .body = "npm\nDebian\nDebian:12\nGo\nGIT\n[EMPTY]\nOSS-Fuzz\nRocky Linux\nRocky Linux:8\n"};
  // Debian has an updater of its own; releases are inside their parents.
  EXPECT_EQ(Names(), (std::vector<std::string>{"osv/Go", "osv/Rocky Linux", "osv/npm"}));
  EXPECT_EQ(Names({"Debian", "npm"}), (std::vector<std::string>{"osv/Debian", "osv/npm"}));
  EXPECT_EQ(Names({"../x"}), (std::vector<std::string>{"INVALID_ARGUMENT"}));
}

TEST_F(OsvFactory, TakesFoldersWhereThereIsNoList) {
  http_.pages["http://osv/"] = {.body = "<a href=\"Go/\"><a href=\"mine/\"><a href=\"x.txt\">"};
  EXPECT_EQ(Names(), (std::vector<std::string>{"osv/Go", "osv/mine"}));
  http_.pages.clear();
  EXPECT_EQ(Names(), (std::vector<std::string>{"NOT_FOUND"}));
  http_.missing_status = 410;
  EXPECT_EQ(Names(), std::vector<std::string>());
  http_.missing_status = 503;
  EXPECT_EQ(Names(), (std::vector<std::string>{"UNAVAILABLE"}));
}

TEST_F(OsvFactory, NothingListedIsNoAnswer) {
  http_.pages["http://osv/ecosystems.txt"] = {.body = "<html>Sign in to the network</html>"};
  EXPECT_EQ(Names(), (std::vector<std::string>{"DATA_LOSS"}));
  http_.pages.clear();
  http_.pages["http://osv/"] = {.body = "<html></html>"};
  EXPECT_EQ(Names(), (std::vector<std::string>{"NOT_FOUND"}));
  for (const int status : {401, 403, 429, 500}) {
    http_.pages["http://osv/ecosystems.txt"] = {.status = status};
    http_.requests.clear();
    EXPECT_EQ(Names().at(0), status < 429 ? "PERMISSION_DENIED" : "UNAVAILABLE") << status;
    EXPECT_EQ(http_.requests.size(), 1u) << "at once";
  }
}

TEST_F(OsvFactory, AnEmptyZipIsNoFeed) {
  const auto factory = NewOsvFactory(
      {.url = "http://osv", .ecosystems = {}, .schemes = std::make_shared<VersionSchemeSet>()});
  const auto updater = factory->ByName("osv/Go");
  std::string zip = "PK\x05\x06";
  zip.resize(22, '\0');
  http_.pages["http://osv/Go/all.zip"] = {.body = zip};
  MemoryBlobs blobs;
  ASSERT_TRUE(updater->Fetch(Context::Background(), http_, "", blobs).ok());
  CollectingSink sink;
  EXPECT_EQ(updater->Parse(Context::Background(), blobs, sink).code(), absl::StatusCode::kDataLoss);
}

TEST_F(OsvFactory, MakesUpdatersByName) {
  const auto factory = NewOsvFactory(
      {.url = "http://osv", .ecosystems = {}, .schemes = std::make_shared<VersionSchemeSet>()});
  const auto updater = factory->ByName("osv/Rocky Linux");
  ASSERT_NE(updater, nullptr);
  EXPECT_EQ(updater->name(), "osv/Rocky Linux");
  http_.pages["http://osv/Rocky%20Linux/all.zip"] = {.body = "zip", .etag = "e"};
  MemoryBlobs blobs;
  EXPECT_TRUE(updater->Fetch(Context::Background(), http_, "", blobs)->changed);
  CollectingSink sink;
  EXPECT_EQ(updater->Parse(Context::Background(), blobs, sink).code(), absl::StatusCode::kDataLoss);
  MemoryBlobs empty;
  EXPECT_EQ(updater->Parse(Context::Background(), empty, sink).code(), absl::StatusCode::kDataLoss);
  EXPECT_EQ(factory->ByName("osv/"), nullptr);
  EXPECT_EQ(factory->ByName("osv/../x"), nullptr);
  EXPECT_EQ(factory->ByName("debian"), nullptr);
}

}  // namespace
}  // namespace claircore::update
