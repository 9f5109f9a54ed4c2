// Packages that are looked up under names that are not wholly their own; in both modes.
#include <map>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "claircore/advisory.h"
#include "claircore/builtin_matchers.h"
#include "claircore/builtin_versions.h"
#include "claircore/json.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using Texts = std::vector<std::string>;

Advisory Speaks(const std::string& name, const std::string& package) {
  Advisory a;
  a.source_key = a.name = name;
  Affected affected;
  affected.key = {"Maven", package, "maven"};
  affected.ranges = {{"0", "2", ""}};
  a.affected = {affected};
  return a;
}

class AssumedNamesTest : public ::testing::TestWithParam<bool> {
 protected:
  AssumedNamesTest() {
    report_->success = true;
    report_->state = "IndexFinished";
  }

  UpdateOperation Put(const std::string& updater, const std::vector<Advisory>& advisories) {
    size_t next = 0;
    const auto applied =
        memory_.vulnerabilities().ApplyUpdate(context_, {.updater = updater, .fingerprint = "f"},
                                              [&](Advisory& advisory) -> absl::StatusOr<bool> {
                                                if (next == advisories.size()) return false;
                                                advisory = advisories[next++];
                                                return true;
                                              });
    EXPECT_TRUE(applied.ok()) << applied.status();
    return *applied;
  }

  void Add(const std::string& name, const std::string& version, const std::string& db = "jar:x") {
    Package p;
    p.id = std::to_string(report_->packages.size() + 1);
    p.type = "maven";
    p.name = name;
    p.version = version;
    report_->environments[p.id] = {Environment{.package_db = db}};
    report_->packages.emplace(p.id, p);
  }

  std::unique_ptr<MatchEngine> Engine() {
    MatchOptions options;
    options.store = &memory_.vulnerabilities();
    options.direct = GetParam();
    AddBuiltinMatchers(options.matchers);
    AddBuiltinVersions(options.schemes);
    auto engine = MatchEngine::Create(context_, std::move(options));
    EXPECT_TRUE(engine.ok()) << engine.status();
    return *std::move(engine);
  }

  // A line a package: "NAME: what affects it, as NAMES, FATE".
  Texts Lines() {
    const auto matched = Engine()->Match(context_, report_);
    EXPECT_TRUE(matched.ok()) << matched.status();
    Texts lines;
    for (const auto& [id, package] : report_->packages) {
      std::string line = package.name + ":";
      if (const auto it = matched->package_vulnerabilities.find(id);
          it != matched->package_vulnerabilities.end()) {
        for (const std::string& v : it->second) {
          line += " " + matched->vulnerabilities.at(v)->name;
        }
      }
      if (const auto it = matched->assumed_names.find(id); it != matched->assumed_names.end()) {
        line += " as";
        for (const AssumedName& name : it->second) {
          line += " " + name.name;
          EXPECT_EQ(name.version, package.version);
          EXPECT_EQ(name.basis, AssumedName::Basis::kArtifact);
        }
      }
      for (const Coverage::NotJudged& group : matched->coverage.not_judged) {
        for (const std::string& one : group.package_ids) {
          if (one == id) line += ", " + std::string(UnjudgedName(group.reason));
        }
      }
      lines.push_back(line);
    }
    return lines;
  }

  const Context context_ = Context::Background();
  MemoryStore memory_;
  std::shared_ptr<IndexReport> report_ = std::make_shared<IndexReport>();
};

TEST_P(AssumedNamesTest, OneArtifactOfThatIdIsTakenAndSaidToBe) {
  Put("osv/Maven", {Speaks("GHSA-1", "org.acme.cat:coyote"), Speaks("GHSA-2", "org.acme:other")});
  Put("second", {Speaks("X-1", "org.acme.cat:coyote")});
  Add("coyote", "1");
  Add("coyote", "3");
  Add("coyot", "1");
  EXPECT_EQ(Lines(), (Texts{"coyote: GHSA-1 X-1 as org.acme.cat:coyote, no_group",
                            "coyote: as org.acme.cat:coyote, no_group", "coyot:, no_group"}));
}

TEST_P(AssumedNamesTest, OfSeveralAllIfTheyAreOfOneProjectElseNone) {
  Put("osv/Maven",
      {Speaks("GHSA-1", "dom9j:dom9j"), Speaks("GHSA-2", "org.dom9j:dom9j"),
       Speaks("GHSA-3", "com.birch:seed"), Speaks("GHSA-4", "org.oak:seed"),
       Speaks("GHSA-5", "org.apache.oak:leaf"), Speaks("GHSA-6", "org.apache.birch:leaf")});
  Add("dom9j", "1");
  Add("seed", "1");
  Add("leaf", "1");
  EXPECT_EQ(Lines(), (Texts{"dom9j: GHSA-1 GHSA-2 as dom9j:dom9j org.dom9j:dom9j, no_group",
                            "seed:, no_group", "leaf:, no_group"}));
}

TEST_P(AssumedNamesTest, AWordThatAnybodyUsesIsNobodys) {
  Put("osv/Maven", {Speaks("GHSA-1", "org.acme:core"), Speaks("GHSA-2", "org.acme:web-core")});
  Add("core", "1");
  Add("web-core", "1");
  EXPECT_EQ(Lines(), (Texts{"core:, no_group", "web-core: GHSA-2 as org.acme:web-core, no_group"}));
}

TEST_P(AssumedNamesTest, AGroupThatWasConcludedYieldsToOneOfTheSameProject) {
  Put("osv/Maven", {Speaks("GHSA-1", "org.dom9j:dom9j"), Speaks("GHSA-2", "org.oak:seed"),
                    Speaks("GHSA-3", "com.known:leaf"), Speaks("GHSA-4", "org.known:leaf")});
  Add("dom9j:dom9j", "1");
  Add("com.mine:seed", "1");
  Add("com.known:leaf", "1");
  Add("dom9j:dom9j", "1.0", "maven:lib/dom9j.jar");
  EXPECT_EQ(Lines(), (Texts{"dom9j:dom9j: GHSA-1 as org.dom9j:dom9j",
                            "com.mine:seed:", "com.known:leaf: GHSA-3", "dom9j:dom9j:"}));
}

TEST_P(AssumedNamesTest, WithoutDataThereIsNoFeed) {
  Put("osv/npm", {});
  Add("coyote", "1");
  EXPECT_EQ(Lines(), Texts{"coyote:, feed_not_loaded"});
}

TEST_P(AssumedNamesTest, NewAdvisoriesConcernManifestsWithSuchAJar) {
  const UpdateOperation before = Put("osv/Maven", {Speaks("GHSA-1", "org.acme.cat:coyote")});
  const UpdateOperation after = Put("osv/Maven", {Speaks("GHSA-1", "org.acme.cat:coyote"),
                                                  Speaks("GHSA-2", "org.acme.cat:coyote")});
  Add("coyote", "1");
  Manifest manifest;
  manifest.digest = *Digest::Parse("sha256:" + std::string(64, 'a'));
  ASSERT_TRUE(memory_.index().PutIndexReport(context_, manifest, *report_, "state").ok());
  const auto diff = memory_.vulnerabilities().DiffUpdates(context_, before.ref, after.ref);
  ASSERT_TRUE(diff.ok()) << diff.status();
  Texts added;
  const absl::Status status = Engine()->Affected(
      context_, *diff, memory_.index(), [&](const MatchEngine::AffectedManifest& affected) {
        added.insert(added.end(), affected.added.begin(), affected.added.end());
        return absl::OkStatus();
      });
  ASSERT_TRUE(status.ok()) << status;
  EXPECT_EQ(added, Texts{"GHSA-2"});
}

TEST_P(AssumedNamesTest, JsonHasThem) {
  Put("osv/Maven", {Speaks("GHSA-1", "org.acme.cat:coyote")});
  Add("coyote", "1");
  const auto matched = Engine()->Match(context_, report_);
  ASSERT_TRUE(matched.ok()) << matched.status();
  const std::string json = ToJson(*matched);
  EXPECT_NE(json.find(R"("assumed_names":{"1":[{"name":"org.acme.cat:coyote","version":"1",)"
                      R"("by":"artifact"}]})"),
            std::string::npos)
      << json;
  const auto back = VulnerabilityReportFromJson(json);
  ASSERT_TRUE(back.ok()) << back.status();
  EXPECT_EQ(back->assumed_names, matched->assumed_names);
}

TEST_P(AssumedNamesTest, TheChecksumOfAnArchiveIsTheBestName) {
  Put("osv/Maven", {Speaks("GHSA-1", "org.acme:web"), Speaks("GHSA-2", "org.other:portal")});
  const std::string known = "00ff" + std::string(36, 'a'), unknown = "00ff" + std::string(36, 'b');
  bool more = true;
  const auto applied = memory_.vulnerabilities().ApplyEnrichments(
      context_, {.updater = "maven/names", .fingerprint = "f"},
      [&](EnrichmentRecord& record) -> absl::StatusOr<bool> {
        record.tags = {"00ff"};
        record.json = "{\"" + known.substr(4) + "\":\"org.acme:web:1.5\"}";
        return std::exchange(more, false);
      });
  ASSERT_TRUE(applied.ok()) << applied.status();
  const auto add = [&](const std::string& name, const std::string& version,
                       const std::string& sha1) {
    Add(name, version);
    report_->environments[std::to_string(report_->packages.size())][0].repository_hint =
        "sha1:" + sha1;
  };
  add("portal", "3", known);
  add("org.other:portal", "1", known);
  add("org.acme:web", "1.5", known);
  add("portal", "1", unknown);
  const auto matched = Engine()->Match(context_, report_);
  ASSERT_TRUE(matched.ok()) << matched.status();
  const AssumedName web = {"org.acme:web", "1.5", AssumedName::Basis::kChecksum};
  const AssumedName app = {"org.other:portal", "1", AssumedName::Basis::kArtifact};
  EXPECT_EQ(matched->assumed_names, (std::map<std::string, std::vector<AssumedName>>{
                                        {"1", {web}}, {"2", {web}}, {"4", {app}}}));
  std::map<std::string, Texts> found;
  for (const auto& [id, list] : matched->package_vulnerabilities) {
    for (const std::string& v : list) found[id].push_back(matched->vulnerabilities.at(v)->name);
  }
  EXPECT_EQ(found,
            (std::map<std::string, Texts>{
                {"1", {"GHSA-1"}}, {"2", {"GHSA-1"}}, {"3", {"GHSA-1"}}, {"4", {"GHSA-2"}}}));
  EXPECT_EQ(matched->coverage.judged_packages(), 3u) << "a checksum is as good as a name";
  EXPECT_EQ(matched->coverage.not_judged_packages(), 1u);
}

INSTANTIATE_TEST_SUITE_P(Modes, AssumedNamesTest, ::testing::Bool(),
                         [](const auto& info) { return info.param ? "Direct" : "Compiled"; });

}  // namespace
}  // namespace claircore
