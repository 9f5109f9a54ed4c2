// Each reason for which nobody judges a package, by the built-in matchers; in both modes.
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/builtin_matchers.h"
#include "claircore/builtin_versions.h"
#include "claircore/coverage.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using Texts = std::vector<std::string>;

Advisory Speaks(std::string name, std::string ns, std::string package, std::string scheme) {
  Advisory a;
  a.source_key = a.name = std::move(name);
  Affected affected;
  affected.key = {std::move(ns), std::move(package), std::move(scheme)};
  affected.ranges = {{"0", "2", ""}};
  a.affected = {affected};
  return a;
}

class CoverageTest : public ::testing::TestWithParam<bool> {
 protected:
  CoverageTest() {
    report_.success = true;
    report_.state = "IndexFinished";
  }

  void Put(const std::string& updater, const std::vector<Advisory>& advisories) {
    size_t next = 0;
    const auto applied =
        memory_.vulnerabilities().ApplyUpdate(context_, {.updater = updater, .fingerprint = "f"},
                                              [&](Advisory& advisory) -> absl::StatusOr<bool> {
                                                if (next == advisories.size()) return false;
                                                advisory = advisories[next++];
                                                return true;
                                              });
    ASSERT_TRUE(applied.ok()) << applied.status();
  }

  void PutMapping(const std::string& repository, const std::string& cpe) {
    bool more = true;
    const auto applied = memory_.vulnerabilities().ApplyEnrichments(
        context_, {.updater = "rhel/repository-to-cpe", .fingerprint = "f"},
        [&](EnrichmentRecord& record) -> absl::StatusOr<bool> {
          record.tags = {repository};
          record.json = R"({"cpes": [")" + cpe + R"("]})";
          return std::exchange(more, false);
        });
    ASSERT_TRUE(applied.ok()) << applied.status();
  }

  // Adds a package with one occurrence, whose distribution and repository are those ids. Its id.
  std::string Add(const std::string& type, const std::string& name, const std::string& version,
                  const std::string& distribution = "", const std::string& repository = "") {
    Package p;
    p.id = std::to_string(report_.packages.size() + 1);
    p.type = type;
    p.name = name;
    p.version = version;
    Environment e;
    e.distribution_id = distribution;
    if (!repository.empty()) e.repository_ids = {repository};
    report_.environments[p.id] = {e};
    return report_.packages.emplace(p.id, p).first->first;
  }
  void Own(const std::string& owner, const std::string& id) {
    report_.environments[id][0].owner_id = owner;
  }
  void System(const std::string& id, const std::string& did, const std::string& version_id) {
    report_.distributions[id].id = id;
    report_.distributions[id].did = did;
    report_.distributions[id].version_id = version_id;
  }

  void Match() {
    MatchOptions options;
    options.store = &memory_.vulnerabilities();
    options.direct = GetParam();
    AddBuiltinMatchers(options.matchers);
    AddBuiltinVersions(options.schemes);
    auto engine = MatchEngine::Create(context_, std::move(options));
    ASSERT_TRUE(engine.ok()) << engine.status();
    auto matched = (*engine)->Match(context_, report_);
    ASSERT_TRUE(matched.ok()) << matched.status();
    matched_ = *std::move(matched);
  }

  // A line a group: "judged by U V, KIND: names" or "REASON, KIND: names".
  Texts Groups() {
    Match();
    Texts lines;
    size_t packages = 0;
    const auto add = [&](std::string line, const Coverage::Kind& kind, const Texts& ids) {
      line += ", " + kind.type + (kind.system.empty() ? "" : " of " + kind.system) + ":";
      for (const std::string& id : ids) line += " " + report_.packages.at(id).name;
      packages += ids.size();
      lines.push_back(line);
    };
    for (const Coverage::Judged& group : matched_.coverage.judged) {
      std::string line = "judged by";
      for (const std::string& updater : group.updaters) line += " " + updater;
      add(line, group.kind, group.package_ids);
    }
    for (const Coverage::NotJudged& group : matched_.coverage.not_judged) {
      add(std::string(UnjudgedName(group.reason)), group.kind, group.package_ids);
    }
    EXPECT_EQ(packages, report_.packages.size());
    EXPECT_EQ(matched_.coverage.judged_packages() + matched_.coverage.not_judged_packages(),
              report_.packages.size());
    return lines;
  }
  size_t Findings(const std::string& id) {
    const auto it = matched_.package_vulnerabilities.find(id);
    return it == matched_.package_vulnerabilities.end() ? 0 : it->second.size();
  }

  const Context context_ = Context::Background();
  MemoryStore memory_;
  IndexReport report_;
  VulnerabilityReport matched_;
};

TEST_P(CoverageTest, NoMatcherForItsTypeOrItsSystem) {
  Put("debian", {Speaks("CVE-1", "Debian:12", "bash", "dpkg")});
  Put("osv/AlmaLinux", {Speaks("ALSA-1", "AlmaLinux:9", "bash", "rpm")});
  System("1", "debian", "12");
  System("2", "kali", "2026.3");
  System("3", "trisquel", "9.1");
  Add("deb", "bash", "1", "1");
  Add("deb", "curl", "1", "1");  // no advisory speaks of it: it is clean
  Add("deb", "kali-bash", "1", "2");
  Add("swid", "thing", "1");
  Add("rpm", "stranger", "1", "3");
  EXPECT_EQ(Groups(), (Texts{"judged by debian, deb of debian: bash curl",
                             "no_matcher, deb of kali: kali-bash",
                             "no_matcher, rpm of trisquel: stranger", "no_matcher, swid: thing"}));
  EXPECT_EQ(matched_.coverage.UnjudgedKinds(),
            (std::vector<Coverage::Kind>{{"deb", "kali"}, {"rpm", "trisquel"}, {"swid", ""}}));
  EXPECT_EQ(Findings("1"), 1u);
}

TEST_P(CoverageTest, AFeedThatIsNotLoadedAndAReleaseThatItDoesNotKnow) {
  Put("debian", {Speaks("CVE-1", "Debian:12", "bash", "dpkg")});
  System("1", "debian", "99");
  System("2", "ubuntu", "24.04");
  System("3", "debian", "");
  Add("deb", "of-99", "1", "1");
  Add("deb", "of-ubuntu", "1", "2");
  Add("deb", "of-none", "1", "3");
  Add("pypi", "requests", "1");
  EXPECT_EQ(Groups(),
            (Texts{"feed_not_loaded, deb of ubuntu: of-ubuntu", "feed_not_loaded, pypi: requests",
                   "release_unknown, deb of debian: of-99 of-none"}));
}

TEST_P(CoverageTest, DataUnderAnotherSchemeAreNone) {
  Put("old", {Speaks("CVE-1", "npm", "left-pad", "semver")});
  Put("other", {Speaks("CVE-2", "npm:elsewhere", "left-pad", "npm")});
  Add("npm", "left-pad", "1.0.0");
  EXPECT_EQ(Groups(), (Texts{"feed_not_loaded, npm: left-pad"}));
}

TEST_P(CoverageTest, ByWhichUpdaters) {
  Put("a", {Speaks("CVE-1", "npm", "x", "npm"), Speaks("CVE-2", "PyPI", "y", "pep440")});
  Put("b", {Speaks("CVE-3", "npm", "z", "npm")});
  Add("npm", "x", "1.0.0");
  Add("npm", "nobody-knows-it", "1.0.0");
  Add("pypi", "y", "1.0.0");
  EXPECT_EQ(Groups(), (Texts{"judged by a b, npm: x nobody-knows-it", "judged by a, pypi: y"}));
}

TEST_P(CoverageTest, NoDataAtAll) {
  System("1", "alpine", "3.20.1");
  Add("apk", "musl", "1", "1");
  Add("maven", "without-group", "1");
  EXPECT_EQ(Groups(), (Texts{"feed_not_loaded, apk of alpine: musl",
                             "feed_not_loaded, maven: without-group"}));
}

TEST_P(CoverageTest, ANameWithoutAGroup) {
  Put("osv/Maven", {Speaks("GHSA-1", "Maven", "g:a", "maven")});
  Add("maven", "g:a", "1");
  Add("maven", "lonely", "1");
  EXPECT_EQ(Groups(), (Texts{"judged by osv/Maven, maven: g:a", "no_group, maven: lonely"}));
  EXPECT_TRUE(matched_.coverage.UnjudgedKinds().empty());
}

TEST_P(CoverageTest, AVersionThatCannotBeReadCountsWhereAnAdvisorySpeaksOfTheName) {
  Advisory listed = Speaks("PYSEC-2", "PyPI", "listed", "pep440");
  listed.affected[0].ranges.clear();
  listed.affected[0].versions = {"no version"};
  Put("osv/PyPI", {Speaks("PYSEC-1", "PyPI", "torch", "pep440"), listed});
  Add("pypi", "torch", "no version");
  Add("pypi", "click", "no version");
  Add("pypi", "listed", "no version");
  EXPECT_EQ(Groups(),
            (Texts{"judged by osv/PyPI, pypi: click listed", "unreadable_version, pypi: torch"}));
  EXPECT_EQ(matched_.indeterminate.size(), 1u);
  EXPECT_EQ(Findings("3"), 1u);
}

TEST_P(CoverageTest, RepositoriesOfRedHat) {
  Put("osv/Red Hat", {Speaks("RHSA-1", "Red Hat:enterprise_linux:9::baseos", "bash", "rpm")});
  System("1", "rhel", "9.4");
  report_.repositories["1"] = {.id = "1", .name = "baseos-rpms", .key = "rhel-repository-id"};
  report_.repositories["2"] = {.id = "2", .name = "epel", .key = "rhel-repository-id"};
  // As claircore names it.
  report_.repositories["3"] = {.id = "3",
                               .name = "cpe:2.3:o:redhat:enterprise_linux:9:*:baseos:*:*:*:*:*",
                               .key = "rhel-cpe-repository"};
  report_.repositories["4"] = {
      .id = "4", .name = "cpe:/o:redhat:enterprise_linux:7::server", .key = "rhel-cpe-repository"};
  Add("rpm", "bash", "1-1", "1", "1");
  Add("rpm", "of-epel", "1-1", "1", "2");
  Add("rpm", "of-nobody", "1-1", "1");
  Add("rpm", "of-clair", "1-1", "1", "3");
  Add("rpm", "of-7", "1-1", "1", "4");
  EXPECT_EQ(Groups(), (Texts{"judged by osv/Red Hat, rpm of rhel: of-clair",
                             "feed_not_loaded, rpm of rhel: bash of-epel",
                             "release_unknown, rpm of rhel: of-7",
                             "repositories_unknown, rpm of rhel: of-nobody"}));
  PutMapping("baseos-rpms", "cpe:/o:redhat:enterprise_linux:9::baseos");
  EXPECT_EQ(Groups(), (Texts{"judged by osv/Red Hat, rpm of rhel: bash of-clair",
                             "release_unknown, rpm of rhel: of-7",
                             "repositories_unknown, rpm of rhel: of-epel of-nobody"}));
  EXPECT_EQ(Findings("1"), 1u);
}

TEST_P(CoverageTest, AnOwnerAnswersWhereDataSpeakOfIt) {
  Put("debian", {Speaks("CVE-1", "Debian:12", "python3-requests", "dpkg")});
  Put("osv/PyPI", {Speaks("PYSEC-1", "PyPI", "requests", "pep440"),
                   Speaks("PYSEC-2", "PyPI", "attrs", "pep440")});
  Put("osv/Go", {Speaks("GO-1", "Go", "example.org/m", "go")});
  System("1", "debian", "12");
  System("2", "kali", "2026.3");
  const std::string requests = Add("deb", "python3-requests", "3", "1");
  const std::string docker = Add("deb", "docker-ce", "3", "1");
  const std::string kali = Add("deb", "kali-python", "3", "2");
  const std::string left = Add("pypi", "requests", "1.0");
  const std::string of_docker = Add("golang", "example.org/m", "v1.0.0");
  const std::string of_kali = Add("pypi", "requests", "1.1");
  Own(requests, left);
  Own(docker, of_docker);
  Own(kali, of_kali);
  // Of both, and of nobody: judged for those that nobody answers for.
  const std::string both = Add("pypi", "requests", "1.2");
  Own(requests, both);
  report_.environments[both].emplace_back();
  const std::string clean = Add("cran", "of-docker", "1");
  Own(docker, clean);
  // Nobody speaks of this one either, but it is the packaging of what it owns.
  const std::string attrs = Add("deb", "python3-attrs", "3", "1");
  const std::string of_attrs = Add("pypi", "attrs", "1");
  Own(attrs, of_attrs);
  const std::string lost = Add("cran", "of-kali", "1");
  Own(kali, lost);
  const std::string nowhere = Add("cran", "of-no-package", "1");
  Own("4711", nowhere);
  EXPECT_EQ(
      Groups(),
      (Texts{"judged by debian, cran: of-docker",
             "judged by debian, deb of debian: python3-requests docker-ce python3-attrs",
             "judged by osv/Go, golang: example.org/m", "judged by debian, pypi: attrs requests",
             "judged by osv/PyPI, pypi: requests requests", "no_matcher, deb of kali: kali-python",
             "owner_unjudged, cran: of-kali of-no-package"}));
  EXPECT_EQ(Findings(left), 0u);
  EXPECT_EQ(Findings(of_docker), 1u);
  EXPECT_EQ(Findings(of_kali), 1u);
  EXPECT_EQ(Findings(both), 1u);
  EXPECT_EQ(Findings(of_attrs), 0u);
  EXPECT_EQ(matched_.package_vulnerabilities.size(), 3u);
}

TEST_P(CoverageTest, AReportThatIsNoFinishedIndex) {
  Put("osv/PyPI", {Speaks("PYSEC-1", "PyPI", "requests", "pep440")});
  Add("pypi", "requests", "1");
  Add("swid", "thing", "1");
  for (const auto& [success, state] :
       std::vector<std::pair<bool, std::string>>{{false, "IndexFinished"}, {true, "IndexError"}}) {
    report_.success = success;
    report_.state = state;
    EXPECT_EQ(Groups(),
              (Texts{"unfinished_index, pypi: requests", "unfinished_index, swid: thing"}));
    EXPECT_EQ(Findings("1"), 1u) << "what is known is told nevertheless";
  }
}

TEST_P(CoverageTest, PackagesWithoutAnEnvironmentCountToo) {
  Put("osv/PyPI", {Speaks("PYSEC-1", "PyPI", "requests", "pep440")});
  Add("pypi", "requests", "1");
  Add("deb", "bash", "1");
  report_.environments.clear();
  EXPECT_EQ(Groups(), (Texts{"judged by osv/PyPI, pypi: requests", "no_matcher, deb: bash"}));
}

TEST_P(CoverageTest, WhatAnUpdateBringsCounts) {
  MatchOptions options;
  options.store = &memory_.vulnerabilities();
  options.direct = GetParam();
  AddBuiltinMatchers(options.matchers);
  AddBuiltinVersions(options.schemes);
  const auto engine = MatchEngine::Create(context_, std::move(options));
  ASSERT_TRUE(engine.ok()) << engine.status();
  Add("npm", "x", "1.0.0");
  const auto judged = [&] {
    return (*engine)->Match(context_, report_)->coverage.judged_packages();
  };
  EXPECT_EQ(judged(), 0u);
  Put("a", {Speaks("CVE-1", "npm", "y", "npm")});
  ASSERT_TRUE((*engine)->Refresh(context_).ok());
  EXPECT_EQ(judged(), 1u);
  Put("a", {Speaks("CVE-1", "PyPI", "y", "pep440")});
  ASSERT_TRUE((*engine)->Refresh(context_).ok());
  EXPECT_EQ(judged(), 0u);
}

INSTANTIATE_TEST_SUITE_P(Modes, CoverageTest, ::testing::Bool(), [](const auto& info) {
  return std::string(info.param ? "Direct" : "Compiled");
});

TEST(Unjudged, NamesMakeTheRoundTrip) {
  for (size_t i = 0; i < kUnjudgedReasons; ++i) {
    const auto reason = static_cast<Unjudged>(i);
    EXPECT_EQ(*ParseUnjudged(UnjudgedName(reason)), reason);
  }
  EXPECT_FALSE(ParseUnjudged("because").ok());
}

}  // namespace
}  // namespace claircore
