#include "matcher/matchers/matchers.h"

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "gtest/gtest.h"

namespace claircore::matcher {
namespace {

class Keys final : public KeySink {
 public:
  void Add(std::string_view ns, std::string_view name, std::string_view scheme,
           std::string_view version) override {
    texts.push_back(std::string(ns) + " " + std::string(name) + " " + std::string(scheme) + " " +
                    std::string(version));
  }
  std::vector<std::string> texts;
};

Package Make(std::string type, std::string name, std::string version) {
  Package p;
  p.type = std::move(type);
  p.name = std::move(name);
  p.version = std::move(version);
  return p;
}

Package WithSource(Package p, std::string name, std::string version) {
  Package source;
  source.name = std::move(name);
  source.version = std::move(version);
  p.source = std::make_shared<const Package>(source);
  return p;
}

Distribution Release(std::string did, std::string version_id, std::string code_name = "") {
  Distribution d;
  d.did = std::move(did);
  d.version_id = std::move(version_id);
  d.version_code_name = std::move(code_name);
  return d;
}

// What all matchers together ask for.
std::vector<std::string> Ask(const Package& package, const std::vector<Distribution>& releases) {
  std::vector<const Distribution*> distributions;
  for (const Distribution& d : releases) distributions.push_back(&d);
  IndexRecord record;
  record.package = &package;
  record.distributions = distributions;
  const Environment environments[] = {{.repository_hint = package.repository_hint}};
  record.environments = environments;
  Keys keys;
  std::vector<std::shared_ptr<const Matcher>> matchers = NewLanguageMatchers();
  for (auto make : {NewAlpineMatcher, NewChainguardMatcher, NewDebianMatcher, NewPythonMatcher,
                    NewUbuntuMatcher, NewWolfiMatcher}) {
    matchers.push_back(make());
  }
  for (const auto& matcher : matchers) {
    EXPECT_FALSE(matcher->judges());
    const auto types = matcher->types();
    if (std::find(types.begin(), types.end(), package.type) == types.end()) continue;
    matcher->Keys(record, keys);
  }
  return keys.texts;
}

using Texts = std::vector<std::string>;

TEST(MatchersTest, Alpine) {
  const Package musl = WithSource(Make("apk", "musl-utils", "1.2.4-r2"), "musl", "1.2.4-r2");
  EXPECT_EQ(Ask(musl, {Release("alpine", "3.18.4")}), Texts{"Alpine:v3.18 musl apk 1.2.4-r2"});
  EXPECT_EQ(Ask(musl, {Release("alpine", "3.20")}), Texts{"Alpine:v3.20 musl apk 1.2.4-r2"});
  Distribution clair = Release("alpine", "");  // as Clair's own reports have it
  clair.version = "3.9";
  EXPECT_EQ(Ask(musl, {clair}), Texts{"Alpine:v3.9 musl apk 1.2.4-r2"});
  Distribution edge = Release("alpine", "3.19_alpha20230901");
  edge.pretty_name = "Alpine Linux edge";
  EXPECT_EQ(Ask(musl, {edge}), Texts{"Alpine:edge musl apk 1.2.4-r2"});
  EXPECT_EQ(Ask(musl, {Release("alpine", "")}), Texts{});
  EXPECT_EQ(Ask(musl, {Release("alpine", "3.")}), Texts{});
  EXPECT_EQ(Ask(Make("apk", "busybox", "1"), {Release("alpine", "3.18.4")}),
            Texts{"Alpine:v3.18 busybox apk 1"});
}

TEST(MatchersTest, WolfiAndChainguard) {
  const Package p = WithSource(Make("apk", "libcrypto3", "3.1-r0"), "openssl", "");
  EXPECT_EQ(Ask(p, {Release("wolfi", "20230201")}), Texts{"Wolfi openssl apk 3.1-r0"});
  EXPECT_EQ(Ask(p, {Release("chainguard", "20230214")}), Texts{"Chainguard openssl apk 3.1-r0"});
}

TEST(MatchersTest, DebianBySource) {
  const Package cpp = WithSource(Make("deb", "cpp", "4:12.2.0-3"), "gcc-defaults", "1.203");
  EXPECT_EQ(Ask(cpp, {Release("debian", "12", "bookworm")}),
            Texts{"Debian:12 gcc-defaults dpkg 1.203"});
  EXPECT_EQ(Ask(cpp, {Release("debian", "", "trixie")}),
            Texts{"Debian:trixie gcc-defaults dpkg 1.203"});
  EXPECT_EQ(Ask(cpp, {Release("debian", "", "")}), Texts{});
}

TEST(MatchersTest, Ubuntu) {
  const Package p = Make("deb", "bash", "5.1-6ubuntu1");
  EXPECT_EQ(Ask(p, {Release("ubuntu", "22.04", "jammy")}),
            Texts{"Ubuntu:22.04 bash dpkg 5.1-6ubuntu1"});
  EXPECT_EQ(Ask(p, {Release("ubuntu", "")}), Texts{});
}

TEST(MatchersTest, EachDistributionOfARecordButNoOther) {
  const Package p = Make("deb", "bash", "5.1");
  EXPECT_EQ(Ask(p, {Release("debian", "11"), Release("debian", "12"), Release("alpine", "3.18")}),
            (Texts{"Debian:11 bash dpkg 5.1", "Debian:12 bash dpkg 5.1"}));
  EXPECT_EQ(Ask(Make("rpm", "bash", "5.1"), {Release("debian", "11")}), Texts{});
}

TEST(MatchersTest, Python) {
  EXPECT_EQ(Ask(Make("pypi", "requests", "2.31.0"), {}), Texts{"PyPI requests pep440 2.31.0"});
  EXPECT_EQ(Ask(Make("pypi", "Jinja2", "3"), {}), Texts{"PyPI jinja2 pep440 3"});
  EXPECT_EQ(Ask(Make("pypi", "zope._-interface", "5"), {}), Texts{"PyPI zope-interface pep440 5"});
  EXPECT_EQ(Ask(Make("pypi", "a--b", "5"), {}), Texts{"PyPI a-b pep440 5"});
}

TEST(MatchersTest, Nodejs) {
  EXPECT_EQ(Ask(Make("npm", "@babel/Core", "7.0.0"), {}), Texts{"npm @babel/Core npm 7.0.0"});
}

TEST(MatchersTest, Languages) {
  EXPECT_EQ(Ask(Make("golang", "golang.org/x/net", "v0.1.0"), {}),
            Texts{"Go golang.org/x/net go v0.1.0"});
  EXPECT_EQ(Ask(Make("maven", "a:B", "1"), {}), Texts{"Maven a:B maven 1"});
  EXPECT_EQ(Ask(Make("gem", "rack", "2.0"), {}), Texts{"RubyGems rack gem 2.0"});
  EXPECT_EQ(Ask(Make("composer", "Symfony/Http", "v1.0"), {}),
            Texts{"Packagist symfony/http composer v1.0"});
  EXPECT_EQ(Ask(Make("nuget", "Newtonsoft.Json", "13.0.1"), {}),
            Texts{"NuGet newtonsoft.json nuget 13.0.1"});
  EXPECT_EQ(Ask(Make("julia", "HTTP", "1.10.1"), {}), Texts{"Julia HTTP semver 1.10.1"});
  EXPECT_EQ(Ask(Make("conan", "zlib", "1.2.13"), {}), Texts{"ConanCenter zlib semver 1.2.13"});
  EXPECT_EQ(Ask(Make("generic", "openssl", "3.0"), {}), Texts{});
}

TEST(MatchersTest, CratesOfTheRegistryOnly) {
  Package crate = Make("cargo", "time", "0.1.0");
  EXPECT_EQ(Ask(crate, {}), Texts{"crates.io time cargo 0.1.0"});
  crate.repository_hint = "source=crates.io";
  EXPECT_EQ(Ask(crate, {}), Texts{"crates.io time cargo 0.1.0"});
  crate.repository_hint = "source=git";
  EXPECT_EQ(Ask(crate, {}), Texts{});
}

}  // namespace
}  // namespace claircore::matcher
