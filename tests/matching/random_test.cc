// The engine and the slow matcher must say the same of random advisories and random images, by the
// compiled index, by an index read back from a directory, and in direct mode.

#include <cstdlib>
#include <filesystem>
#include <memory>
#include <random>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/builtin_matchers.h"
#include "claircore/builtin_versions.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"
#include "gtest/gtest.h"
#include "tests/matching/slow_matcher.h"

namespace claircore::inline v0::testing {
namespace {

// Numbers parted by dots. Some versions have no sort key, some are none at all: what real schemes
// do once in ten thousand versions happens here all the time.
class NumbersScheme final : public VersionScheme {
 public:
  std::string_view name() const override { return "npm"; }

  absl::StatusOr<std::weak_ordering> Compare(std::string_view a,
                                             std::string_view b) const override {
    std::string x, y;
    if (!Key(a, x) || !Key(b, y)) return absl::InvalidArgumentError("no numbers");
    return x.compare(y) <=> 0;
  }

  absl::StatusOr<bool> AppendSortKey(std::string_view version, std::string& key) const override {
    std::string made;
    if (!Key(version, made)) return absl::InvalidArgumentError("no numbers");
    if (version.ends_with("7")) return false;
    key += made;
    return true;
  }

 private:
  // Trailing zeros do not count: "1" and "1.0" are one version in two spellings.
  static bool Key(std::string_view version, std::string& key) {
    for (size_t i = 0; i < version.size(); i += 2) {
      if (version[i] < '0' || version[i] > '9') return false;
      if (i + 1 < version.size() && version[i + 1] != '.') return false;
      key += version[i];
    }
    while (!key.empty() && key.back() == '0') key.pop_back();
    return !version.empty() && version.size() % 2 == 1;
  }
};

class World {
 public:
  explicit World(unsigned seed) : random_(seed) {}

  size_t Below(size_t n) { return std::uniform_int_distribution<size_t>(0, n - 1)(random_); }
  bool Chance(int percent) { return Below(100) < static_cast<size_t>(percent); }

  std::string Version() {
    if (Chance(3)) return "broken!" + std::to_string(Below(3));
    std::string version = std::to_string(Below(10));
    for (size_t n = Below(3); n > 0; --n) version += "." + std::to_string(Below(10));
    return version;
  }

  PackageKey Key() {
    static constexpr std::pair<const char*, const char*> kSpaces[] = {{"npm", "npm"},
                                                                      {"PyPI", "pep440"},
                                                                      {"Debian:12", "dpkg"},
                                                                      {"Debian:trixie", "dpkg"},
                                                                      {"Alpine:v3.18", "apk"},
                                                                      {"Wolfi", "apk"},
                                                                      {"Ubuntu:22.04", "dpkg"},
                                                                      {"npm", "nobody-knows"},
                                                                      {"Go", "go"},
                                                                      {"crates.io", "cargo"},
                                                                      {"RubyGems", "gem"},
                                                                      {"Maven", "maven"}};
    const auto& [ns, scheme] = kSpaces[Below(std::size(kSpaces))];
    if (std::string_view(ns) != "Maven") return {ns, Name(), scheme};
    const char* group = Chance(80) ? "group" : Chance(70) ? "org.group" : "com.others";
    return {ns, std::string(group) + ":" + Name(), scheme};
  }

  std::string Name() { return "package-" + std::to_string(Below(12)); }
  std::string Cve() { return "CVE-2026-" + std::to_string(Below(60)); }

  Advisory MakeAdvisory(int number) {
    Advisory advisory;
    advisory.source_key = "key-" + std::to_string(number);
    advisory.name = Cve();
    if (Chance(30)) advisory.aliases = {Cve()};
    if (!advisory.aliases.empty() && advisory.aliases[0] == advisory.name) advisory.aliases.clear();
    advisory.description = std::string(Below(500), 'x');
    for (size_t n = 1 + Below(4); n > 0; --n) {
      Affected affected;
      affected.key = Key();
      if (Chance(10)) affected.status = AffectedStatus::kNotAffected;
      if (Chance(10)) affected.status = AffectedStatus::kWillNotFix;
      for (size_t r = Below(3); r > 0; --r) {
        VersionRange range;
        if (Chance(60)) range.introduced = Chance(50) ? "0" : Version();
        if (Chance(50)) {
          range.fixed = Version();
        } else if (Chance(60)) {
          range.last_affected = Version();
        } else if (Chance(30)) {
          range.limit = Version();
        }
        affected.ranges.push_back(range);
      }
      if (Chance(40)) {
        for (size_t v = 1 + Below(12); v > 0; --v) affected.versions.push_back(Version());
      }
      affected.fixed_in_version = Version();
      if (!affected.ranges.empty() && Chance(70)) {
        affected.fixed_in_version = affected.ranges.back().fixed;
      }
      advisory.affected.push_back(std::move(affected));
    }
    return advisory;
  }

  IndexReport MakeReport() {
    IndexReport report;
    report.success = !Chance(8);
    report.state = "IndexFinished";
    const auto distribution = [&](const char* id, const char* did, const char* version_id,
                                  const char* code_name) {
      Distribution d;
      d.id = id;
      d.did = did;
      d.version_id = version_id;
      d.version_code_name = code_name;
      report.distributions[id] = d;
    };
    distribution("1", "debian", "12", "bookworm");
    distribution("2", "debian", "", "trixie");
    distribution("3", "alpine", "3.18.4", "");
    distribution("4", "wolfi", "20230201", "");
    distribution("5", "ubuntu", "22.04", "jammy");
    distribution("6", "debian", "10", "buster");
    distribution("7", "kali", "2026.3", "");
    static constexpr const char* kTypes[] = {"npm", "pypi", "deb",    "apk",   "npm", "pypi",
                                             "deb", "apk",  "golang", "cargo", "gem", "maven"};
    for (int i = 1; i <= 40; ++i) {
      Package package;
      package.id = std::to_string(i);
      package.name = Name();
      package.version = Version();
      package.type = kTypes[Below(std::size(kTypes))];
      if (package.type == "pypi" && Chance(30)) package.name[0] = 'P';
      if (package.type == "maven" && Chance(80)) package.name.insert(0, "group:");
      if (Chance(40)) {
        Package source;
        source.name = Name();
        if (Chance(70)) source.version = Version();
        source.kind = PackageKind::kSource;
        package.source = std::make_shared<const Package>(source);
      }
      std::vector<Environment>& environments = report.environments[package.id];
      for (size_t n = 1 + Below(3); n > 0; --n) {
        Environment e;
        e.package_db = "db" + std::to_string(n);
        e.distribution_id = std::to_string(1 + Below(8));  // 8: none of that id
        if (i > 9 && Chance(25)) e.owner_id = std::to_string(Below(12));
        environments.push_back(e);
      }
      report.packages[package.id] = package;
    }
    return report;
  }

 private:
  std::mt19937 random_;
};

void Fill(VulnerabilityStore& store, const std::string& updater,
          const std::vector<Advisory>& advisories) {
  UpdateHeader header;
  header.updater = updater;
  header.fingerprint = "f";
  size_t next = 0;
  const auto applied = store.ApplyUpdate(Context::Background(), header,
                                         [&](Advisory& advisory) -> absl::StatusOr<bool> {
                                           if (next == advisories.size()) return false;
                                           advisory = advisories[next++];
                                           return true;
                                         });
  ASSERT_TRUE(applied.ok()) << applied.status();
}

void CheckOrder(const VulnerabilityReport& report) {
  // Ids are 1, 2, .. in order of (name, updater, key, ranges).
  const Vulnerability* previous = nullptr;
  for (size_t i = 1; i <= report.vulnerabilities.size(); ++i) {
    const auto it = report.vulnerabilities.find(std::to_string(i));
    ASSERT_NE(it, report.vulnerabilities.end());
    const Vulnerability& v = *it->second;
    if (previous != nullptr) {
      EXPECT_LE(std::tie(previous->name, previous->updater, previous->ns, previous->package->name),
                std::tie(v.name, v.updater, v.ns, v.package->name));
    }
    previous = &v;
  }
  for (const auto& [package, ids] : report.package_vulnerabilities) {
    for (size_t i = 1; i < ids.size(); ++i) {
      EXPECT_LT(std::stoi(ids[i - 1]), std::stoi(ids[i])) << package;
    }
  }
  EXPECT_TRUE(std::is_sorted(report.indeterminate.begin(), report.indeterminate.end()));
}

// Of one report each.
struct Expected {
  Lines lines;
  SlowMatcher::Fates fates;
};

std::vector<Lines> Verdicts(const std::vector<Expected>& expected, MatchEngine& engine,
                            const std::vector<std::shared_ptr<const IndexReport>>& reports) {
  std::vector<Lines> all;
  const absl::Status status =
      engine.MatchMany(Context::Background(), reports, [&](size_t i, VulnerabilityReport report) {
        EXPECT_EQ(i, all.size());
        EXPECT_EQ(report.index, reports[i]);
        CheckOrder(report);
        all.push_back(LinesOf(report));
        EXPECT_EQ(Difference(expected[i].lines, all.back()), "") << "report " << i;
        EXPECT_EQ(expected[i].fates, FatesOf(report)) << "report " << i;
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  return all;
}

class RandomTest : public ::testing::TestWithParam<int> {};

TEST_P(RandomTest, EnginesAgree) {
  World world(GetParam());
  MemoryStore store;
  // Half of the worlds have the real schemes, half the troublesome one.
  MatchOptions options;
  if (GetParam() % 2 == 0) {
    ASSERT_TRUE(options.schemes.Add(std::make_shared<NumbersScheme>()).ok());
  }
  AddBuiltinVersions(options.schemes);
  AddBuiltinMatchers(options.matchers);
  options.store = &store.vulnerabilities();
  SlowMatcher slow(options.schemes);
  for (const char* updater : {"a", "b", "c"}) {
    std::vector<Advisory> advisories;
    for (int i = 0; i < 60; ++i) advisories.push_back(world.MakeAdvisory(i));
    for (const Advisory& advisory : advisories) slow.Add(updater, advisory);
    Fill(store.vulnerabilities(), updater, advisories);
  }
  std::vector<std::shared_ptr<const IndexReport>> reports;
  std::vector<Expected> expected;
  size_t affected = 0;
  for (int i = 0; i < 12; ++i) {
    reports.push_back(std::make_shared<const IndexReport>(world.MakeReport()));
    Expected& one = expected.emplace_back();
    one.lines = slow.Match(*reports.back(), &one.fates);
    affected += one.lines.size();
    EXPECT_EQ(one.fates.size(), reports.back()->packages.size());
  }
  EXPECT_GT(affected, 100);

  const Context context = Context::Background();
  const std::unique_ptr<Executor> pool = NewThreadPool(3);
  options.executor = pool.get();
  auto compiled = MatchEngine::Create(context, options);
  ASSERT_TRUE(compiled.ok()) << compiled.status();
  Verdicts(expected, **compiled, reports);

  const char* const temporary = std::getenv("TEST_TMPDIR");
  const std::filesystem::path directory =
      std::filesystem::path(temporary != nullptr ? temporary : "/tmp") /
      ("segments-" + std::to_string(GetParam()));
  auto segments = NewSegmentDirectory(directory.string());
  ASSERT_TRUE(segments.ok()) << segments.status();
  options.segments = segments->get();
  for (int opened = 0; opened < 2; ++opened) {
    auto mapped = MatchEngine::Create(context, options);
    ASSERT_TRUE(mapped.ok()) << mapped.status();
    Verdicts(expected, **mapped, reports);
  }

  options.direct = true;
  options.executor = nullptr;
  auto direct = MatchEngine::Create(context, options);
  ASSERT_TRUE(direct.ok()) << direct.status();
  Verdicts(expected, **direct, reports);
  std::filesystem::remove_all(directory);
}

INSTANTIATE_TEST_SUITE_P(Seeds, RandomTest, ::testing::Range(1, 21));

}  // namespace
}  // namespace claircore::inline v0::testing
