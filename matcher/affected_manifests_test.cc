// MatchEngine::Affected() over the in-memory store.

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"
#include "gtest/gtest.h"
#include "matcher/index/test_scheme.h"

namespace claircore {
namespace {

class NameMatcher final : public Matcher {
 public:
  std::string_view name() const override { return "name"; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    keys.Add("t", record.package->name, "letters", record.package->version);
  }
};

Digest DigestOf(char c) { return *Digest::Parse("sha256:" + std::string(64, c)); }

Advisory Make(std::string name, std::string package, std::string fixed,
              AffectedStatus status = AffectedStatus::kAffected) {
  Advisory a;
  a.name = a.source_key = std::move(name);
  a.normalized_severity = Severity::kHigh;
  Affected affected;
  affected.key = {"t", std::move(package), "letters"};
  affected.ranges = {{"0", std::move(fixed), ""}};
  affected.status = status;
  a.affected = {affected};
  return a;
}

class AffectedManifestsTest : public ::testing::TestWithParam<bool> {
 protected:
  UpdateOperation Put(const std::string& updater, const std::vector<Advisory>& advisories) {
    UpdateHeader header;
    header.updater = updater;
    header.fingerprint = std::to_string(++runs_);
    size_t next = 0;
    const auto applied = memory_.vulnerabilities().ApplyUpdate(
        context_, header, [&](Advisory& advisory) -> absl::StatusOr<bool> {
          if (next == advisories.size()) return false;
          advisory = advisories[next++];
          return true;
        });
    EXPECT_TRUE(applied.ok()) << applied.status();
    return *applied;
  }

  void Index(char manifest, const std::vector<std::pair<std::string, std::string>>& packages) {
    IndexReport report;
    report.manifest_hash = DigestOf(manifest);
    for (const auto& [name, version] : packages) {
      Package p;
      p.id = std::to_string(report.packages.size() + 1);
      p.name = name;
      p.version = version;
      report.environments[p.id] = {Environment{.package_db = "db"}};
      report.packages[p.id] = p;
    }
    Manifest m;
    m.digest = DigestOf(manifest);
    ASSERT_TRUE(memory_.index().PutIndexReport(context_, m, report, "state").ok());
  }

  const Context context_ = Context::Background();
  MemoryStore memory_;
  int runs_ = 0;
};

TEST_P(AffectedManifestsTest, JudgedAsMatchDoes) {
  Index('b', {{"p", "a"}, {"q", "a"}});
  Index('a', {{"p", "a"}});
  Index('c', {{"p", "x"}});       // not vulnerable
  Index('d', {{"vetoed", "a"}});  // another updater knows better
  Index('e', {{"q", "a"}, {"r", "b"}});
  Put("vex", {Make("N-4", "vetoed", "z", AffectedStatus::kNotAffected)});
  const UpdateOperation before = Put("u", {Make("N-2", "q", "m"), Make("N-9", "r", "m")});
  const UpdateOperation after = Put("u", {Make("N-1", "p", "m"), Make("N-3", "p", "m"),
                                          Make("N-4", "vetoed", "m"), Make("N-9", "r", "m")});
  MatchOptions options;
  options.store = &memory_.vulnerabilities();
  options.matchers = {std::make_shared<NameMatcher>()};
  options.direct = GetParam();
  ASSERT_TRUE(options.schemes.Add(std::make_shared<matcher::LettersScheme>()).ok());
  const auto engine = MatchEngine::Create(context_, std::move(options));
  ASSERT_TRUE(engine.ok()) << engine.status();
  const auto diff = memory_.vulnerabilities().DiffUpdates(context_, before.ref, after.ref);
  ASSERT_TRUE(diff.ok()) << diff.status();
  std::vector<MatchEngine::AffectedManifest> found;
  const absl::Status status =
      (*engine)->Affected(context_, *diff, memory_.index(), [&](const auto& manifest) {
        found.push_back(manifest);
        return absl::OkStatus();
      });
  ASSERT_TRUE(status.ok()) << status;
  ASSERT_EQ(found.size(), 3);
  EXPECT_EQ(found[0].manifest, DigestOf('a'));
  EXPECT_EQ(found[0].added, (std::vector<std::string>{"N-1", "N-3"}));
  EXPECT_TRUE(found[0].removed.empty());
  EXPECT_EQ(found[0].worst, Severity::kHigh);
  EXPECT_EQ(found[1].manifest, DigestOf('b'));
  EXPECT_EQ(found[1].removed, std::vector<std::string>{"N-2"});
  EXPECT_EQ(found[2].manifest, DigestOf('e'));
  EXPECT_TRUE(found[2].added.empty());
}

INSTANTIATE_TEST_SUITE_P(Modes, AffectedManifestsTest, ::testing::Bool());

}  // namespace
}  // namespace claircore
