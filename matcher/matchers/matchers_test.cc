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
  void AddArtifact(std::string_view ns, std::string_view artifact, std::string_view scheme,
                   std::string_view version, std::string_view like) override {
    Add("*" + std::string(ns), artifact, scheme, version);
    if (!like.empty()) texts.back() += " like " + std::string(like);
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
  const Environment environments[] = {
      {.package_db = package.package_db, .repository_hint = package.repository_hint}};
  record.environments = environments;
  Keys keys;
  std::vector<std::shared_ptr<const Matcher>> matchers = NewLanguageMatchers();
  for (auto make : {NewAlpineMatcher, NewChainguardMatcher, NewDebianMatcher, NewJavaMatcher,
                    NewPythonMatcher, NewUbuntuMatcher, NewWolfiMatcher}) {
    matchers.push_back(make());
  }
  for (const auto& matcher : matchers) {
    EXPECT_EQ(matcher->judges(), matcher->name() == "golang-untagged");
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
            (Texts{"Debian:13 gcc-defaults dpkg 1.203", "Debian:sid gcc-defaults dpkg 1.203"}));
  EXPECT_EQ(Ask(cpp, {Release("debian", "", "sid")}), Texts{"Debian:sid gcc-defaults dpkg 1.203"});
  EXPECT_EQ(
      Ask(cpp, {Release("debian", "", "unheard")}),
      (Texts{"Debian:unheard gcc-defaults dpkg 1.203", "Debian:sid gcc-defaults dpkg 1.203"}));
  EXPECT_EQ(Ask(cpp, {Release("debian", "", "")}), Texts{});
}

// A candidate as the engine would show it.
class Candidate final : public VulnerabilityView {
 public:
  Candidate(std::string description, std::string fixed) {
    advisory_.description = std::move(description);
    affected_.fixed_in_version = std::move(fixed);
  }
  Candidate(std::vector<Affected> all, size_t which) {
    affected_ = all[which];
    advisory_.affected = std::move(all);
  }
  std::string_view updater() const override { return "osv/Red Hat"; }
  const Verdict& by_range() const override { return verdict; }
  absl::StatusOr<const Advisory*> advisory() const override { return &advisory_; }
  absl::StatusOr<const Affected*> affected() const override { return &affected_; }
  Verdict verdict = {Verdict::Kind::kAffected, ""};

 private:
  Advisory advisory_;
  Affected affected_;
};

TEST(MatchersTest, RhelByProduct) {
  const auto rhel = NewRhelMatcher();
  const RepositoryMapping* mapping = rhel->repository_mapping();
  ASSERT_NE(mapping, nullptr);
  const Package p = Make("rpm", "sudo", "1.9.5p2-9.el9");
  const Repository repositories[] = {
      {.id = "1", .name = "rhel-9-for-x86_64-baseos-rpms", .key = std::string(mapping->from_key)},
      {.name = "cpe:/o:redhat:enterprise_linux:9::baseos", .key = std::string(mapping->to_key)},
      {.name = "cpe:/a:other:product:9", .key = std::string(mapping->to_key)},
      {.name = "cpe:/a:redhat:rhel_eus:9.2::appstream", .key = std::string(mapping->to_key)}};
  std::vector<const Repository*> list;
  for (const Repository& r : repositories) list.push_back(&r);
  IndexRecord record;
  record.package = &p;
  record.repositories = list;
  Keys keys;
  rhel->Keys(record, keys);
  EXPECT_EQ(keys.texts, (Texts{"Red Hat:enterprise_linux:9::baseos sudo rpm 1.9.5p2-9.el9",
                               "Red Hat:rhel_eus:9.2::appstream sudo rpm 1.9.5p2-9.el9"}));
}

TEST(MatchersTest, RhelByModuleStream) {
  using Kind = Verdict::Kind;
  const auto judge = [](std::string module, const Candidate& candidate) {
    Package p = Make("rpm", "nodejs", "1:16.1-1");
    p.module = std::move(module);
    IndexRecord record;
    record.package = &p;
    const auto rhel = NewRhelMatcher();
    EXPECT_TRUE(rhel->judges());
    return rhel->Judge(Context::Background(), record, candidate).kind;
  };
  const std::string fixed = "1:22.2-2.module+el9.8.0+24958+80b2ac6e";
  const Candidate of22("Red Hat Security Advisory: nodejs:22 security update", fixed);
  EXPECT_EQ(judge("nodejs:22", of22), Kind::kAffected);
  EXPECT_EQ(judge("nodejs:2", of22), Kind::kNotAffected);
  EXPECT_EQ(judge("nodejs:16", of22), Kind::kNotAffected);
  EXPECT_EQ(judge("", of22), Kind::kNotAffected) << "not of a module";
  EXPECT_EQ(judge("nodejs", of22), Kind::kNotAffected) << "of no stream";
  EXPECT_EQ(judge("js:22", of22), Kind::kIndeterminate) << "says nothing of that module";
  EXPECT_EQ(judge(":22", of22), Kind::kIndeterminate) << "no module";
  EXPECT_EQ(judge("nodejs:22", Candidate("nodejs:", fixed)), Kind::kIndeterminate);
  EXPECT_EQ(judge("nodejs:22", Candidate("", fixed)), Kind::kIndeterminate);
  EXPECT_EQ(judge("nodejs:22", Candidate("nodejs: security update", fixed)), Kind::kIndeterminate);
  EXPECT_EQ(judge("nodejs:22", Candidate("old nodejs:22", fixed)), Kind::kAffected);
  EXPECT_EQ(judge("nodejs:22", Candidate("nodejs security update", "1:22.2-2.el9")),
            Kind::kNotAffected);
  EXPECT_EQ(judge("", Candidate("nodejs security update", "1:22.2-2.el9")), Kind::kAffected);
  EXPECT_EQ(judge("nodejs:22", Candidate("no fix", "")), Kind::kAffected);
  Candidate outside("nodejs:22 security update", fixed);
  outside.verdict.kind = Kind::kIndeterminate;
  EXPECT_EQ(judge("nodejs:16", outside), Kind::kIndeterminate) << "the range has decided";
}

TEST(MatchersTest, RebuildsOfRedHatsSources) {
  using Kind = Verdict::Kind;
  const auto ask = [](const Matcher& matcher, const Distribution& release) {
    const Package p = Make("rpm", "zlib", "1.2-1.el9");
    const Distribution* const distributions[] = {&release};
    IndexRecord record;
    record.package = &p;
    record.distributions = distributions;
    Keys keys;
    matcher.Keys(record, keys);
    return keys.texts;
  };
  const auto alma = NewAlmaLinuxMatcher();
  const auto rocky = NewRockyLinuxMatcher();
  EXPECT_EQ(ask(*alma, Release("almalinux", "9.1")), Texts{"AlmaLinux:9 zlib rpm 1.2-1.el9"});
  EXPECT_EQ(ask(*alma, Release("almalinux", "")), Texts{});
  EXPECT_EQ(ask(*alma, Release("rhel", "9.1")), Texts{});
  EXPECT_EQ(ask(*rocky, Release("rocky", "8")), Texts{"Rocky Linux:8 zlib rpm 1.2-1.el9"});
  Package nodejs = Make("rpm", "nodejs", "1:16.1-1");
  nodejs.module = "nodejs:22";
  IndexRecord record;
  record.package = &nodejs;
  const Candidate other("nodejs:18 security update", "1:18.2-2.module_el8.5.0+119+9a9ec082");
  ASSERT_TRUE(rocky->judges());
  EXPECT_EQ(rocky->Judge(Context::Background(), record, other).kind, Kind::kNotAffected);
  nodejs.module = "nodejs:18";
  EXPECT_EQ(rocky->Judge(Context::Background(), record, other).kind, Kind::kAffected);
}

TEST(MatchersTest, Ubuntu) {
  const Package p = Make("deb", "bash", "5.1-6ubuntu1");
  EXPECT_EQ(Ask(p, {Release("ubuntu", "22.04", "jammy")}),
            Texts{"Ubuntu:22.04 bash dpkg 5.1-6ubuntu1"});
  EXPECT_EQ(Ask(p, {Release("ubuntu", "")}), Texts{});
}

TEST(MatchersTest, UbuntuProWhereNothingElseSpeaks) {
  using Kind = Verdict::Kind;
  const auto pro = NewUbuntuProMatcher();
  const Package p = WithSource(Make("deb", "libz", "1"), "zlib", "1.2-1");
  const Distribution jammy = Release("ubuntu", "22.04");
  const Distribution* const distributions[] = {&jammy};
  IndexRecord record;
  record.package = &p;
  record.distributions = distributions;
  Keys keys;
  pro->Keys(record, keys);
  EXPECT_EQ(keys.texts, Texts{"Ubuntu:Pro:22.04 zlib dpkg 1.2-1"});

  const auto speaks = [](std::string ns) {
    Affected a;
    a.key = {std::move(ns), "zlib", "dpkg"};
    return a;
  };
  ASSERT_TRUE(pro->judges());
  Candidate alone({speaks("Ubuntu:20.04"), speaks("Ubuntu:Pro:22.04")}, 1);
  EXPECT_EQ(pro->Judge(Context::Background(), record, alone).kind, Kind::kAffected);
  alone.verdict.kind = Kind::kNotAffected;
  EXPECT_EQ(pro->Judge(Context::Background(), record, alone).kind, Kind::kNotAffected);
  Candidate both({speaks("Ubuntu:22.04"), speaks("Ubuntu:Pro:22.04")}, 1);
  EXPECT_EQ(pro->Judge(Context::Background(), record, both).kind, Kind::kNotAffected);
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
  Package jar = Make("maven", "b", "1");
  EXPECT_EQ(Ask(jar, {}), Texts{"*Maven b maven 1"}) << "without a group";
  jar = Make("maven", "a:b", "1");
  jar.package_db = "maven:lib/b.jar";
  EXPECT_EQ(Ask(jar, {}), Texts{"Maven a:b maven 1"}) << "read from a pom";
  jar.package_db = "jar:lib/b-1.jar";
  EXPECT_EQ(Ask(jar, {}), (Texts{"Maven a:b maven 1", "*Maven b maven 1 like a:b"})) << "concluded";
  EXPECT_EQ(Ask(Make("gem", "rack", "2.0"), {}), Texts{"RubyGems rack gem 2.0"});
  EXPECT_EQ(Ask(Make("composer", "Symfony/Http", "v1.0"), {}),
            Texts{"Packagist symfony/http composer v1.0"});
  EXPECT_EQ(Ask(Make("nuget", "Newtonsoft.Json", "13.0.1"), {}),
            Texts{"NuGet newtonsoft.json nuget 13.0.1"});
  EXPECT_EQ(Ask(Make("julia", "HTTP", "1.10.1"), {}), Texts{"Julia HTTP julia 1.10.1"});
  EXPECT_EQ(Ask(Make("conan", "zlib", "1.2.13"), {}), Texts{"ConanCenter zlib conan 1.2.13"});
  EXPECT_EQ(Ask(Make("bitnami", "redis", "7.4.0-0"), {}), Texts{"Bitnami redis bitnami 7.4.0-0"});
  EXPECT_EQ(Ask(Make("pub", "http", "1.2.0"), {}), Texts{"Pub http pub 1.2.0"});
  EXPECT_EQ(Ask(Make("generic", "openssl", "3.0"), {}), Texts{});
}

TEST(MatchersTest, ComposersBranchesByWhatTheyStandFor) {
  Package branch = Make("composer", "Acme/Lib", "dev-main");
  EXPECT_EQ(Ask(branch, {}), Texts{"Packagist acme/lib composer dev-main"});
  branch.repository_hint = "alias=3.x-dev";
  EXPECT_EQ(Ask(branch, {}), Texts{"Packagist acme/lib composer 3.x-dev"});
}

TEST(MatchersTest, GoProgramsWithoutATag) {
  using Kind = Verdict::Kind;
  const std::string version = "v0.0.0-20240102030405-abcdefabcdef";
  Package main = Make("golang", "example.org/program", version);
  EXPECT_EQ(Ask(main, {}), Texts{"Go example.org/program go " + version}) << "as a dependency";
  main.repository_hint = "role=main";
  EXPECT_EQ(Ask(main, {}), Texts{"Go example.org/program go " + version});
  main.version = "v1.2.3";
  EXPECT_EQ(Ask(main, {}), Texts{"Go example.org/program go v1.2.3"});

  for (const auto& matcher : NewLanguageMatchers()) {
    if (!matcher->judges()) continue;
    ASSERT_EQ(matcher->name(), "golang-untagged");
    const auto judge = [&](std::vector<VersionRange> ranges) {
      Affected affected;
      affected.ranges = std::move(ranges);
      return matcher->Judge(Context::Background(), IndexRecord(), Candidate({affected}, 0)).kind;
    };
    EXPECT_EQ(judge({{"0", "1.2.0", ""}}), Kind::kIndeterminate);
    EXPECT_EQ(judge({{"0", "0.0.0-20250101000000-abcdefabcdef", ""}}), Kind::kAffected);
    EXPECT_EQ(judge({{"0", "", ""}}), Kind::kAffected);
    EXPECT_EQ(judge({{"0", "", "v1.0.0"}}), Kind::kIndeterminate);
    EXPECT_EQ(judge({{"1.0.0", "", ""}}), Kind::kIndeterminate);
  }
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
