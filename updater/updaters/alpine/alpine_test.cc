#include "updater/updaters/alpine/alpine.h"

#include <gtest/gtest.h>

#include <map>
#include <memory>
#include <string>
#include <vector>

#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"
#include "updater/test_support.h"
#include "updater/updaters/alpine/secdb.h"

namespace claircore::update {
namespace {

using Strings = std::vector<std::string>;
const Context kContext = Context::Background();

std::shared_ptr<const VersionSchemeSet> Schemes() {
  auto set = std::make_shared<VersionSchemeSet>();
  AddBuiltinVersions(*set);
  return set;
}

TEST(SecdbNames, CutsEntries) {
  EXPECT_EQ(SecdbNames("CVE-2019-1234"), (Strings{"CVE-2019-1234"}));
  EXPECT_EQ(SecdbNames("CVE-2018-7540 XSA-252"), (Strings{"CVE-2018-7540", "XSA-252"}));
  EXPECT_EQ(SecdbNames("CVE-2019-1234 (+ XSA-1)"), (Strings{"CVE-2019-1234", "XSA-1"}));
  EXPECT_EQ(SecdbNames("CVE-\?\?\?\?-\?\?\?\?\? XSA-295"), (Strings{"XSA-295"}));
  EXPECT_EQ(SecdbNames("CVE-2017-2616 (+ regression fix)"), (Strings{"CVE-2017-2616"}));
  EXPECT_EQ(SecdbNames("cve-2020-1, CVE_2020-2"), (Strings{"CVE-2020-1", "CVE-2020-2"}));
  EXPECT_EQ(SecdbNames("GHSA-5mg8-w23w-74h3"), (Strings{"GHSA-5mg8-w23w-74h3"}));
  EXPECT_EQ(SecdbNames("CVE-1 CVE-1"), (Strings{"CVE-1"}));
  EXPECT_EQ(SecdbNames("CVE-2017-17434-1"), (Strings{"CVE-2017-17434"}));
  EXPECT_EQ(SecdbNames("CVE-2017-8073.patch"), (Strings{"CVE-2017-8073"}));
  EXPECT_TRUE(SecdbNames("CVE-2017-").empty());
  EXPECT_TRUE(SecdbNames("").empty());
  EXPECT_TRUE(SecdbNames("no names here - at all").empty());
}

CollectingSink Emit(const SecdbPackage& package, const VersionSchemeSet& schemes) {
  CollectingSink sink;
  EXPECT_TRUE(EmitSecdbPackage(package, "Alpine:v3.18", schemes.Find("apk"), sink).ok());
  return sink;
}

TEST(Secdb, OneAdvisoryAName) {
  const CollectingSink out =
      Emit({.name = "xen",
            .fixes = {{"4.10.1-r0", {"CVE-2018-7540 XSA-252", "XSA-7"}}, {"0", {"CVE-2001-1"}}}},
           *Schemes());
  ASSERT_EQ(out.added.size(), 3u);
  const Advisory& a = out.Get("xen/CVE-2018-7540");
  EXPECT_EQ(a.name, "CVE-2018-7540");
  EXPECT_EQ(a.related, (Strings{"XSA-252"}));
  EXPECT_TRUE(a.aliases.empty());
  EXPECT_EQ(a.links, (Strings{"https://security.alpinelinux.org/vuln/CVE-2018-7540"}));
  ASSERT_EQ(a.affected.size(), 1u);
  EXPECT_EQ(a.affected[0].key, (PackageKey{"Alpine:v3.18", "xen", "apk"}));
  EXPECT_EQ(a.affected[0].kind, PackageKind::kSource);
  EXPECT_EQ(a.affected[0].ranges, (std::vector<VersionRange>{{"", "4.10.1-r0", ""}}));
  EXPECT_EQ(a.affected[0].fixed_in_version, "4.10.1-r0");
  EXPECT_EQ(out.Get("xen/XSA-7").name, "XSA-7");
  const Advisory& never = out.Get("xen/CVE-2001-1");
  EXPECT_EQ(never.affected.at(0).status, AffectedStatus::kNotAffected);
  EXPECT_TRUE(never.affected.at(0).ranges.empty());
}

TEST(Secdb, TheLastFixCounts) {
  const SecdbPackage package{
      .name = "p",
      .fixes = {{"1.10-r0", {"CVE-1-1"}}, {"1.9-r3", {"CVE-1-1"}}, {"0", {"CVE-1-1"}}}};
  const CollectingSink out = Emit(package, *Schemes());
  ASSERT_EQ(out.added.size(), 1u);
  EXPECT_EQ(out.added[0].affected[0].ranges, (std::vector<VersionRange>{{"", "1.10-r0", ""}}));
  EXPECT_EQ(out.added[0].affected[0].status, AffectedStatus::kAffected);
  // Without the scheme both ranges stay: together they are the same set of versions.
  EXPECT_EQ(Emit(package, VersionSchemeSet()).added[0].affected[0].ranges.size(), 2u);
}

constexpr char kJson[] = R"({"apkurl":"x","archs":["a"],"distroversion":"v3.18","packages":[
  {"pkg":{"name":"zlib","secfixes":{"1.2.12-r2":["CVE-2022-37434"],"1.2.11-r4":["CVE-2018-25032"]}}},
  {"pkg":{"secfixes":{"1":["CVE-1-1"]}}}, 7, {"pkg":{"name":"none"}},
  {"pkg":{"name":"odd","secfixes":{"1-r0":"CVE-2-2","2-r0":[3,"CVE-3-3","what"]}}}],
  "reponame":"main"})";

constexpr char kYaml[] = R"(---
distroversion: v3.18
archs:
  - x86_64
packages:
  - pkg:
      name: zlib
      secfixes:
        1.2.12-r2:
          - CVE-2022-37434   # a comment
        "1.2.11-r4":
        - CVE-2018-25032
  - pkg:
      secfixes:
        1:
          - CVE-1-1
  - pkg:
      name: none
  - pkg:
      name: odd
      secfixes:
        1-r0: CVE-2-2
        2-r0:
          - CVE-3-3
          - what
#
)";

void ExpectSample(const CollectingSink& out) {
  ASSERT_EQ(out.added.size(), 3u);
  EXPECT_EQ(out.Get("zlib/CVE-2022-37434").affected.at(0).fixed_in_version, "1.2.12-r2");
  EXPECT_EQ(out.Get("zlib/CVE-2018-25032").affected.at(0).fixed_in_version, "1.2.11-r4");
  EXPECT_EQ(out.Get("odd/CVE-3-3").affected.at(0).fixed_in_version, "2-r0");
  EXPECT_EQ(out.skipped.at("entry without a vulnerability's name"), 1u);
}

class AlpineUpdater : public testing::Test {
 protected:
  absl::Status Run(const std::string& name, CollectingSink& out) {
    const auto updater = factory_->ByName(name);
    MemoryBlobs blobs;
    const auto fetched = updater->Fetch(kContext, http_, "", blobs);
    if (!fetched.ok()) return fetched.status();
    return updater->Parse(kContext, blobs, out);
  }
  std::vector<std::string> Names() {
    const auto updaters = factory_->Create(kContext, http_);
    if (!updaters.ok()) return {std::string(absl::StatusCodeToString(updaters.status().code()))};
    Strings names;
    for (const auto& updater : *updaters) names.emplace_back(updater->name());
    return names;
  }
  FakeHttp http_;
  const std::shared_ptr<const UpdaterFactory> factory_ = NewAlpineFactory("http://s/", Schemes());
};

TEST_F(AlpineUpdater, ReadsJsonAndYaml) {
  http_.pages["http://s/v3.18/main.json"] = {.body = kJson};
  CollectingSink json;
  ASSERT_TRUE(Run("alpine/v3.18/main", json).ok());
  ExpectSample(json);
  http_.pages.clear();
  http_.pages["http://s/v3.18/main.yaml"] = {.body = kYaml};
  CollectingSink yaml;
  ASSERT_TRUE(Run("alpine/v3.18/main", yaml).ok());
  ExpectSample(yaml);
  EXPECT_EQ(json.added, yaml.added);
}

TEST_F(AlpineUpdater, RefusesWhatIsNoDatabase) {
  CollectingSink out;
  EXPECT_EQ(Run("alpine/v3.18/main", out).code(), absl::StatusCode::kNotFound);
  http_.pages["http://s/v3.18/main.json"] = {.body = "<html>"};
  EXPECT_EQ(Run("alpine/v3.18/main", out).code(), absl::StatusCode::kDataLoss);
  http_.pages["http://s/v3.18/main.json"] = {.body = R"({"packages":[)"};
  EXPECT_EQ(Run("alpine/v3.18/main", out).code(), absl::StatusCode::kDataLoss);
  http_.pages.clear();
  http_.pages["http://s/v3.18/main.yaml"] = {.body = "hello: world\n"};
  EXPECT_EQ(Run("alpine/v3.18/main", out).code(), absl::StatusCode::kDataLoss);
  http_.pages["http://s/v3.18/main.yaml"] = {.body = std::string(1 << 20, 'x')};
  EXPECT_EQ(Run("alpine/v3.18/main", out).code(), absl::StatusCode::kDataLoss);
  EXPECT_TRUE(out.added.empty());
}

TEST_F(AlpineUpdater, FindsReleasesByListing) {
  http_.pages["http://s/"] = {.body = R"(<a href="../"><a href="edge/"><a href="v3.2/"><a href="x/">
      <a href="last-update">)"};
  http_.pages["http://s/edge/"] = {.body = R"(<a href="main.json"><a href="community.json">)"};
  http_.pages["http://s/v3.2/"] = {.body = R"(<a href="main.yaml">)"};
  EXPECT_EQ(Names(), (Strings{"alpine/edge/main", "alpine/edge/community", "alpine/v3.2/main"}));
}

TEST_F(AlpineUpdater, FindsReleasesByProbing) {
  for (const char* path : {"v3.3/main", "v3.3/community", "v3.4/main", "v3.6/main", "edge/main"}) {
    http_.pages[std::string("http://s/") + path + ".json"] = {.body = "{}"};
  }
  EXPECT_EQ(Names(), (Strings{"alpine/v3.3/main", "alpine/v3.3/community", "alpine/v3.4/main",
                              "alpine/v3.6/main", "alpine/edge/main"}))
      << "one that a mirror left out does not hide the next";
  http_.pages.clear();
  EXPECT_EQ(Names(), (Strings{"NOT_FOUND"}));
  http_.missing_status = 410;
  EXPECT_EQ(Names(), Strings());
}

// A mirror that fails says nothing about what there is: no release may vanish by it.
TEST_F(AlpineUpdater, TakesAFailureForNoAnswer) {
  const auto asked = [&] {
    int all = 0;
    for (const auto& [request, count] : http_.requests) all += count;
    http_.requests.clear();
    return all;
  };
  for (const auto& [status, code] : std::map<int, std::string>{{500, "UNAVAILABLE"},
                                                               {502, "UNAVAILABLE"},
                                                               {503, "UNAVAILABLE"},
                                                               {429, "UNAVAILABLE"},
                                                               {401, "PERMISSION_DENIED"}}) {
    http_.pages.clear();
    http_.missing_status = status;
    EXPECT_EQ(Names(), Strings{code}) << status;
    EXPECT_LE(asked(), 2) << "at once";
    // No listing, and one release of many that fails.
    http_.missing_status = 404;
    for (const char* path : {"v3.11/main", "v3.13/main"}) {
      http_.pages[std::string("http://s/") + path + ".json"] = {.body = "{}"};
    }
    http_.pages["http://s/v3.12/main.json"] = {.status = status};
    EXPECT_EQ(Names(), Strings{code}) << status;
    // Listed, and the release's own listing fails.
    http_.pages["http://s/"] = {.body = R"(<a href="v3.12/"><a href="v3.13/">)"};
    http_.pages["http://s/v3.12/"] = {.status = status};
    if (status != 401) {
      EXPECT_EQ(Names(), Strings{code}) << status;
    }
    http_.requests.clear();
  }
}

TEST_F(AlpineUpdater, NeedsNoListings) {
  // As web servers answer for a folder that they may not list.
  http_.pages["http://s/"] = {.status = 403};
  http_.pages["http://s/v3.9/main.json"] = {.body = "{}"};
  EXPECT_EQ(Names(), Strings{"alpine/v3.9/main"});
  http_.pages["http://s/"] = {.body = R"(<a href="v3.9/">)"};
  EXPECT_EQ(Names(), Strings{"alpine/v3.9/main"}) << "of the release neither";
}

TEST_F(AlpineUpdater, TellsAYoungRepositoryFromAnotherDocument) {
  CollectingSink out;
  const auto code = [&](const std::string& body) {
    http_.pages["http://s/v3.18/main.json"] = {.body = body};
    return Run("alpine/v3.18/main", out).code();
  };
  EXPECT_EQ(code(R"({"apkurl":"x","packages":[]})"), absl::StatusCode::kOk);
  for (const char* other : {"{}", R"({"error":"try later"})", R"({"packages":{}})",
                            R"({"packages":"none"})", R"({"a":{"packages":[]}})"}) {
    EXPECT_EQ(code(other), absl::StatusCode::kDataLoss) << other;
  }
}

TEST_F(AlpineUpdater, MakesOnlyItsOwn) {
  for (const char* prefix : {"", "a", "alpine", "alpine/v3.1"}) {
    EXPECT_TRUE(factory_->MayMake(prefix)) << prefix;
  }
  for (const char* prefix : {"debian", "osv/Alpine", "wolfi"}) {
    EXPECT_FALSE(factory_->MayMake(prefix)) << prefix;
  }
}

TEST_F(AlpineUpdater, KnowsItsNames) {
  EXPECT_EQ(factory_->ByName("alpine/v3.18/testing"), nullptr);
  EXPECT_EQ(factory_->ByName("alpine/3.18/main"), nullptr);
  EXPECT_EQ(factory_->ByName("alpine/v3.18"), nullptr);
  EXPECT_EQ(factory_->ByName("osv/npm"), nullptr);
  EXPECT_NE(factory_->ByName("alpine/edge/community"), nullptr);
}

TEST(SecdbFactory, ServesWolfi) {
  const auto factory = NewSecdbFactory(
      {.name = "wolfi", .ns = "Wolfi", .url = "http://w/os/security.json"}, Schemes());
  FakeHttp http;
  http.pages["http://w/os/security.json"] = {.body = kJson, .etag = "1"};
  const auto updaters = factory->Create(kContext, http);
  ASSERT_TRUE(updaters.ok());
  ASSERT_EQ(updaters->size(), 1u);
  MemoryBlobs blobs;
  ASSERT_TRUE((*updaters)[0]->Fetch(kContext, http, "", blobs).ok());
  CollectingSink out;
  ASSERT_TRUE((*updaters)[0]->Parse(kContext, blobs, out).ok());
  ExpectSample(out);
  EXPECT_EQ(out.added[0].affected[0].key.ns, "Wolfi");
  http.pages.clear();
  http.missing_status = 410;
  EXPECT_TRUE(factory->Create(kContext, http)->empty());
}

}  // namespace
}  // namespace claircore::update
