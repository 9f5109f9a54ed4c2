// RepositoryMapping, as matchers and reports see it through a MatchEngine.

#include <chrono>
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"
#include "gtest/gtest.h"
#include "matcher/index/test_scheme.h"

namespace claircore::matcher {
namespace {

constexpr RepositoryMapping kMapping = {
    .updater = "map", .from_key = "ids", .to_key = "products", .did = "red"};

// Looks under each product that a package was built for.
class ProductMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "product"; }
  const RepositoryMapping* repository_mapping() const override { return &kMapping; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    for (const Repository* r : record.repositories) {
      if (r->key != "products") continue;
      EXPECT_TRUE(r->id.empty());
      EXPECT_TRUE(r->cpe.starts_with("cpe:2.3:o:red:")) << r->cpe;
      keys.Add(r->name, record.package->name, "letters", record.package->version);
    }
  }
};

class RepositoryMapsTest : public ::testing::TestWithParam<bool> {
 protected:
  using Ids = std::map<std::string, std::vector<std::string>>;  // repository id -> CPEs

  UpdateHeader Header(const std::string& updater) {
    UpdateHeader header;
    header.updater = updater;
    header.fingerprint = std::to_string(++runs_);
    header.date = std::chrono::sys_seconds(std::chrono::seconds(runs_));
    return header;
  }

  void Map(const Ids& ids) {
    auto at = ids.begin();
    const auto applied = store().ApplyEnrichments(
        context_, Header("map"), [&](EnrichmentRecord& record) -> absl::StatusOr<bool> {
          if (at == ids.end()) return false;
          record.tags = {at->first};
          for (const std::string& cpe : at->second) {
            record.json += (record.json.empty() ? "{\"cpes\":[\"" : "\",\"") + cpe;
          }
          record.json += "\"]}";
          ++at;
          return true;
        });
    ASSERT_TRUE(applied.ok()) << applied.status();
  }

  // An advisory for `package` of the product `cpe`, fixed in "m".
  UpdateOperation Advise(const std::string& name, const std::string& package,
                         const std::string& cpe) {
    bool done = false;
    const auto applied =
        store().ApplyUpdate(context_, Header("u"), [&](Advisory& advisory) -> absl::StatusOr<bool> {
          if (std::exchange(done, true)) return false;
          advisory.name = advisory.source_key = name;
          advisory.affected.emplace_back();
          advisory.affected[0].key = {cpe, package, "letters"};
          advisory.affected[0].ranges = {{"0", "m", ""}};
          return true;
        });
    EXPECT_TRUE(applied.ok()) << applied.status();
    return *applied;
  }

  // Packages in the repositories of these names, on a system of that kind.
  static IndexReport Image(
      const std::string& did,
      const std::vector<std::pair<std::string, std::vector<std::string>>>& packages) {
    IndexReport report;
    report.distributions["1"] = {.id = "1", .did = did};
    std::map<std::string, std::string> ids;
    for (const auto& [name, repositories] : packages) {
      Package p;
      p.id = std::to_string(report.packages.size() + 1);
      p.name = name;
      p.version = "a";
      Environment environment{.package_db = "db", .distribution_id = "1"};
      for (const std::string& repository : repositories) {
        const auto [it, added] = ids.try_emplace(repository, std::to_string(ids.size() + 1));
        const std::string key = repository.starts_with("other") ? "other" : "ids";
        if (added) {
          report.repositories[it->second] = {.id = it->second, .name = repository, .key = key};
        }
        environment.repository_ids.push_back(it->second);
      }
      report.environments[p.id] = {environment};
      report.packages[p.id] = p;
    }
    return report;
  }

  std::unique_ptr<MatchEngine> Engine() {
    MatchOptions options;
    options.store = &store();
    options.matchers = {std::make_shared<ProductMatcher>()};
    options.direct = GetParam();
    options.configured_updaters = {"map"};
    EXPECT_TRUE(options.schemes.Add(std::make_shared<LettersScheme>()).ok());
    auto engine = MatchEngine::Create(context_, std::move(options));
    EXPECT_TRUE(engine.ok()) << engine.status();
    return *std::move(engine);
  }
  VulnerabilityReport Match(MatchEngine& engine, const IndexReport& image) {
    auto report = engine.Match(context_, image);
    EXPECT_TRUE(report.ok()) << report.status();
    return *std::move(report);
  }
  // Of the packages that are affected.
  static std::vector<std::string> Affected(const VulnerabilityReport& report) {
    std::vector<std::string> names;
    for (const auto& [id, _] : report.package_vulnerabilities) {
      names.push_back(report.index->packages.at(id).name);
    }
    return names;
  }
  static std::vector<std::string> Updaters(const VulnerabilityReport& report) {
    std::vector<std::string> names;
    for (const Freshness& f : report.freshness) names.push_back(f.updater);
    return names;
  }
  VulnerabilityStore& store() { return memory_.vulnerabilities(); }

  using Names = std::vector<std::string>;
  const Context context_ = Context::Background();
  MemoryStore memory_;
  int runs_ = 0;
};

constexpr char kNine[] = "cpe:/o:red:linux:9", kEight[] = "cpe:/o:red:linux:8";

TEST_P(RepositoryMapsTest, MatchersSeeWhatARepositoryStandsFor) {
  Map({{"nine", {kNine, kEight}}, {"eight", {kEight}}, {"also-eight", {kEight, "cpe:broken"}}});
  Advise("A-1", "p", kNine);
  const auto engine = Engine();
  EXPECT_EQ(Affected(Match(*engine, Image("red", {{"p", {"nine"}}}))), Names{"p"});
  EXPECT_EQ(Affected(Match(*engine, Image("red", {{"p", {"eight"}}}))), Names{});
  EXPECT_EQ(Affected(Match(*engine, Image("red", {{"p", {"eight", "nine", "also-eight"}}}))),
            Names{"p"});
  EXPECT_EQ(Affected(Match(*engine, Image("red", {{"p", {"also-eight"}}, {"p", {"nine"}}}))),
            Names{"p"});
  // The id is data: what is no repository id, or of another kind, stands for nothing.
  EXPECT_EQ(Affected(Match(*engine, Image("red", {{"p", {kNine}}}))), Names{});
}

TEST_P(RepositoryMapsTest, ARecordThatCannotBeReadLosesNoOther) {
  Map({{"nine", {kNine}}, {"odd", {"x\", 7, {\"y"}}, {"list", {"x\"]}, [\"{"}}});
  Advise("A-1", "p", kNine);
  const auto engine = Engine();
  const VulnerabilityReport report =
      Match(*engine, Image("red", {{"p", {"nine"}}, {"p", {"odd"}}, {"p", {"list"}}}));
  EXPECT_EQ(Affected(report), Names{"p"});
  ASSERT_EQ(report.match_problems.size(), 1u);
  EXPECT_EQ(report.match_problems[0].message,
            "nothing is known of the repositories of 2 packages: 'list', 'odd'");
}

TEST_P(RepositoryMapsTest, ANewMappingCountsFromTheNextRefresh) {
  Map({{"r", {kEight}}});
  Advise("A-1", "p", kNine);
  const auto engine = Engine();
  const IndexReport image = Image("red", {{"p", {"r"}}});
  EXPECT_EQ(Affected(Match(*engine, image)), Names{});
  Map({{"r", {kNine}}});
  ASSERT_TRUE(engine->Refresh(context_).ok());
  const VulnerabilityReport report = Match(*engine, image);
  EXPECT_EQ(Affected(report), Names{"p"});
  EXPECT_EQ(*report.index, image) << "the index report is as it was";
}

TEST_P(RepositoryMapsTest, AffectedManifestsAreJudgedAlike) {
  Map({{"nine", {kNine}}, {"eight", {kEight}}});
  for (const auto& [digit, repository] : {std::pair{'a', "nine"}, {'b', "eight"}}) {
    IndexReport image = Image("red", {{"p", {repository}}});
    image.manifest_hash = *Digest::Parse("sha256:" + std::string(64, digit));
    Manifest manifest;
    manifest.digest = image.manifest_hash;
    ASSERT_TRUE(memory_.index().PutIndexReport(context_, manifest, image, "state").ok());
  }
  const UpdateOperation operation = Advise("A-1", "p", kNine);
  const auto engine = Engine();
  const auto diff = store().DiffUpdates(context_, "", operation.ref);
  ASSERT_TRUE(diff.ok());
  Names found;
  const absl::Status status =
      engine->Affected(context_, *diff, memory_.index(), [&](const auto& affected) {
        found.push_back(affected.manifest.ToString().substr(7, 1));
        return absl::OkStatus();
      });
  EXPECT_TRUE(status.ok()) << status;
  EXPECT_EQ(found, Names{"a"});
}

TEST_P(RepositoryMapsTest, WithoutDataOneFindingOnImagesThatNeedThem) {
  Advise("A-1", "p", kNine);
  const auto engine = Engine();
  const VulnerabilityReport red = Match(*engine, Image("red", {{"p", {"nine"}}, {"q", {"x"}}}));
  ASSERT_EQ(red.match_problems.size(), 1u);
  EXPECT_EQ(red.match_problems[0].scanner, "map");
  EXPECT_EQ(red.match_problems[0].code, "NOT_FOUND");
  EXPECT_EQ(Updaters(red), (Names{"map", "u"}));
  EXPECT_TRUE(red.freshness[0].update_ref.empty());
  // Nothing at all on others, not even when a fetch failed.
  ASSERT_TRUE(
      store().RecordUpdaterStatus(context_, {.updater = "map", .last_error = "no route"}).ok());
  ASSERT_TRUE(engine->Refresh(context_).ok());
  const VulnerabilityReport blue = Match(*engine, Image("blue", {{"p", {"nine"}}}));
  EXPECT_TRUE(blue.match_problems.empty());
  EXPECT_EQ(Updaters(blue), Names{"u"});
  EXPECT_EQ(Match(*engine, Image("red", {})).freshness[0].last_error, "no route");
}

TEST_P(RepositoryMapsTest, PackagesThatTheDataDoNotHelpAreCounted) {
  Map({{"nine", {kNine}}});
  const auto engine = Engine();
  const auto problems = [&](const IndexReport& image) {
    Names messages;
    for (const Problem& p : Match(*engine, image).match_problems) messages.push_back(p.message);
    return messages;
  };
  EXPECT_EQ(problems(Image("red", {{"p", {"nine"}}, {"q", {"nine", "x"}}, {"r", {}}})), Names{});
  EXPECT_EQ(problems(Image("red", {{"p", {"x"}}, {"q", {"other"}}, {"r", {"nine"}}})),
            Names{"nothing is known of the repositories of 1 package: 'x'"});
  EXPECT_EQ(problems(Image("red", {{"p", {"g", "f", "e"}}, {"q", {"a", "b", "c", "d", "other"}}})),
            Names{"nothing is known of the repositories of 2 packages: 'a', 'b', 'c', 'd', 'e' "
                  "and 2 more"});
  EXPECT_EQ(problems(Image("blue", {{"p", {"x"}}})), Names{});
  EXPECT_EQ(Updaters(Match(*engine, Image("red", {}))), Names{"map"});
}

INSTANTIATE_TEST_SUITE_P(IndexedAndDirect, RepositoryMapsTest, ::testing::Bool());

}  // namespace
}  // namespace claircore::matcher
