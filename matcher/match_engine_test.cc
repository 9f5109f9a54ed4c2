#include "claircore/match_engine.h"

#include <atomic>
#include <map>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/json.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/allocations.h"
#include "claircore/testing/executors.h"
#include "gtest/gtest.h"
#include "matcher/index/test_scheme.h"

namespace claircore {
namespace {

using matcher::LettersScheme;

// Looks under the package's type and name.
class TypeMatcher : public Matcher {
 public:
  std::string_view name() const override { return "type"; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    keys.Add(record.package->type, record.package->name, "letters", record.package->version);
  }
};

// Asked about one type alone; of any other it would know a key that hits.
class OnlyMatcher final : public Matcher {
 public:
  explicit OnlyMatcher(std::string_view type) : type_(type) {}
  std::string_view name() const override { return type_; }
  std::span<const std::string_view> types() const override { return {&type_, 1}; }
  void Keys(const IndexRecord& record, KeySink& keys) const override {
    keys.Add("t", record.package->name, "letters", record.package->version);
  }

 private:
  std::string_view type_;
};

// Decides by the advisory's description.
class DescriptionMatcher final : public TypeMatcher {
 public:
  std::string_view name() const override { return "description"; }
  bool judges() const override { return true; }
  Verdict Judge(const Context&, const IndexRecord&, const VulnerabilityView& view) const override {
    const auto advisory = view.advisory();
    if (!advisory.ok()) return {Verdict::Kind::kIndeterminate, "damaged"};
    if ((*advisory)->description == "veto") return {Verdict::Kind::kVeto, "because"};
    if ((*advisory)->description == "doubt") return {Verdict::Kind::kIndeterminate, "who knows"};
    return view.by_range();
  }
};

Advisory Make(std::string name, std::string package, std::vector<VersionRange> ranges,
              AffectedStatus status = AffectedStatus::kAffected) {
  Advisory a;
  a.source_key = name;
  a.name = std::move(name);
  a.description = "about " + a.name;
  a.links = {"https://example.com/a", "https://example.com/b"};
  a.normalized_severity = Severity::kMedium;
  Affected affected;
  affected.key = {"t", std::move(package), "letters"};
  affected.ranges = std::move(ranges);
  affected.status = status;
  affected.fixed_in_version = affected.ranges.empty() ? "" : affected.ranges[0].fixed;
  a.affected = {affected};
  return a;
}

UpdateOperation Put(VulnerabilityStore& store, const std::string& updater,
                    const std::vector<Advisory>& advisories) {
  UpdateHeader header;
  header.updater = updater;
  header.fingerprint = "print";
  header.date = std::chrono::sys_seconds(std::chrono::seconds(1000));
  size_t next = 0;
  auto applied = store.ApplyUpdate(Context::Background(), header,
                                   [&](Advisory& advisory) -> absl::StatusOr<bool> {
                                     if (next == advisories.size()) return false;
                                     advisory = advisories[next++];
                                     return true;
                                   });
  EXPECT_TRUE(applied.ok()) << applied.status();
  return *applied;
}

IndexReport Report(const std::vector<std::pair<std::string, std::string>>& packages) {
  IndexReport report;
  int id = 0;
  for (const auto& [name, version] : packages) {
    Package p;
    p.id = std::to_string(++id);
    p.type = "t";
    p.name = name;
    p.version = version;
    report.environments[p.id] = {Environment{.package_db = "db"}};
    report.packages[p.id] = p;
  }
  return report;
}

class MatchEngineTest : public ::testing::Test {
 protected:
  MatchOptions Options() {
    MatchOptions options;
    options.store = &memory_.vulnerabilities();
    options.matchers = {std::make_shared<TypeMatcher>()};
    EXPECT_TRUE(options.schemes.Add(std::make_shared<LettersScheme>()).ok());
    return options;
  }
  std::unique_ptr<MatchEngine> Create(MatchOptions options) {
    auto engine = MatchEngine::Create(context_, std::move(options));
    EXPECT_TRUE(engine.ok()) << engine.status();
    return *std::move(engine);
  }
  // Package id -> names of what affects it.
  std::map<std::string, std::vector<std::string>> Affecting(const VulnerabilityReport& report) {
    std::map<std::string, std::vector<std::string>> names;
    for (const auto& [package, ids] : report.package_vulnerabilities) {
      for (const std::string& id : ids) {
        names[package].push_back(report.vulnerabilities.at(id)->name);
      }
    }
    return names;
  }
  VulnerabilityReport Match(MatchEngine& engine, const IndexReport& report) {
    auto matched = engine.Match(context_, report);
    EXPECT_TRUE(matched.ok()) << matched.status();
    return *std::move(matched);
  }

  using Names = std::map<std::string, std::vector<std::string>>;
  const Context context_ = Context::Background();
  MemoryStore memory_;
  VulnerabilityStore& store_ = memory_.vulnerabilities();
};

TEST_F(MatchEngineTest, CreateNamesTheFieldAtFault) {
  const auto message = [&](MatchOptions options) {
    const auto engine = MatchEngine::Create(context_, std::move(options));
    EXPECT_EQ(engine.status().code(), absl::StatusCode::kInvalidArgument);
    return std::string(engine.status().message());
  };
  MatchOptions options = Options();
  options.store = nullptr;
  EXPECT_NE(message(options).find("store"), std::string::npos);
  options = Options();
  options.matchers.clear();
  EXPECT_NE(message(options).find("matchers"), std::string::npos);
  options = Options();
  options.matchers.push_back(options.matchers[0]);
  EXPECT_NE(message(options).find("matchers"), std::string::npos);
  options = Options();
  options.schemes = VersionSchemeSet();
  EXPECT_NE(message(options).find("schemes"), std::string::npos);
}

TEST_F(MatchEngineTest, BoundsOfRanges) {
  Put(store_, "u",
      {Make("A-1", "half-open", {{"c", "f", ""}}), Make("A-2", "inclusive", {{"c", "", "f"}}),
       Make("A-3", "open", {{"c", "", ""}}), Make("A-4", "all", {}),
       Make("A-5", "zero", {{"0", "c", ""}})});
  const auto engine = Create(Options());
  const auto affected = [&](const std::string& package, const std::string& version) {
    return !Match(*engine, Report({{package, version}})).package_vulnerabilities.empty();
  };
  EXPECT_FALSE(affected("half-open", "b"));
  EXPECT_TRUE(affected("half-open", "c"));
  EXPECT_TRUE(affected("half-open", "ezzy"));
  EXPECT_FALSE(affected("half-open", "f"));
  EXPECT_TRUE(affected("inclusive", "f"));
  EXPECT_FALSE(affected("inclusive", "fa"));
  EXPECT_TRUE(affected("open", "y"));
  EXPECT_TRUE(affected("all", "not a version"));
  EXPECT_TRUE(affected("zero", "a"));
  EXPECT_FALSE(affected("zero", "c"));
  // Without sort keys, by Compare().
  EXPECT_TRUE(affected("half-open", "ez"));
  EXPECT_FALSE(affected("half-open", "fz"));
}

TEST_F(MatchEngineTest, RowsHoldWhatTheFeedSaid) {
  Advisory advisory = Make("CVE-2026-1", "p", {{"a", "c", ""}});
  advisory.aliases = {"GHSA-1-2"};
  advisory.cvss = {"CVSS:3.1/x"};
  advisory.affected[0].versions = {"q"};
  advisory.affected[0].severity = "important";
  advisory.affected[0].normalized_severity = Severity::kHigh;
  advisory.affected[0].status = AffectedStatus::kWillNotFix;
  Put(store_, "u", {advisory});
  const auto engine = Create(Options());
  const auto report = Match(*engine, Report({{"p", "b"}, {"p", "q"}, {"p", "d"}}));
  EXPECT_EQ(Affecting(report), (Names{{"1", {"CVE-2026-1"}}, {"2", {"CVE-2026-1"}}}));
  // One for each fix: that of 1, and none, as "q" is past it and affected all the same.
  ASSERT_EQ(report.vulnerabilities.size(), 2);
  const Vulnerability& v = *report.vulnerabilities.at(report.package_vulnerabilities.at("1").at(0));
  EXPECT_EQ(v.updater, "u");
  EXPECT_EQ(v.description, "about CVE-2026-1");
  EXPECT_EQ(v.links, "https://example.com/a https://example.com/b");
  EXPECT_EQ(v.severity, "important");
  EXPECT_EQ(v.normalized_severity, Severity::kHigh);
  EXPECT_EQ(v.status, AffectedStatus::kWillNotFix);
  EXPECT_EQ(v.ns, "t");
  EXPECT_EQ(v.package->name, "p");
  EXPECT_EQ(v.fixed_in_version, "c");
  EXPECT_EQ(v.self, (Alias{"CVE", "2026-1"}));
  EXPECT_EQ(v.aliases, std::vector<Alias>{(Alias{"GHSA", "1-2"})});
  EXPECT_EQ(v.ranges, advisory.affected[0].ranges);
  EXPECT_EQ(v.versions, advisory.affected[0].versions);
}

TEST_F(MatchEngineTest, NeverSilence) {
  Put(store_, "u",
      {Make("A-1", "bad-bound", {{"0", "7", ""}}), Make("A-2", "p", {{"0", "c", ""}}),
       Make("A-3", "below", {{"m", "7", ""}})});
  const auto engine = Create(Options());
  const auto report =
      Match(*engine, Report({{"bad-bound", "a"}, {"p", "1.0"}, {"below", "a"}, {"clean", "?"}}));
  EXPECT_TRUE(report.vulnerabilities.empty());
  ASSERT_EQ(report.indeterminate.size(), 2);
  EXPECT_EQ(report.indeterminate[0].name, "A-1");
  EXPECT_NE(report.indeterminate[0].reason.find("'7'"), std::string::npos);
  EXPECT_EQ(report.indeterminate[1].name, "A-2");
  EXPECT_NE(report.indeterminate[1].reason.find("'1.0'"), std::string::npos);
}

// An advisory that speaks of a package twice: one finding, that with the fix.
TEST_F(MatchEngineTest, OneHitAnAdvisory) {
  Advisory advisory = Make("A-1", "p", {{"b", "", ""}});
  advisory.affected.push_back(Make("A-1", "p", {{"d", "m", ""}}).affected[0]);
  Put(store_, "u", {advisory, Make("A-2", "p", {{"0", "m", ""}})});
  const auto engine = Create(Options());
  const auto report = Match(*engine, Report({{"p", "e"}, {"p", "c"}}));
  EXPECT_EQ(Affecting(report), (Names{{"1", {"A-1", "A-2"}}, {"2", {"A-1", "A-2"}}}));
  const auto fix = [&](const std::string& package) {
    const std::string& id = report.package_vulnerabilities.at(package).at(0);
    return report.vulnerabilities.at(id)->fixed_in_version;
  };
  EXPECT_EQ(fix("1"), "m");
  EXPECT_EQ(fix("2"), "m") << "its own range knows none, but there is one ahead";
}

// A row says the fix of the range that holds the package's version, one vulnerability a fix.
TEST_F(MatchEngineTest, FixOfTheRangeThatHoldsTheVersion) {
  Advisory one = Make("A-1", "p", {{"0", "c", ""}, {"f", "h", ""}, {"k", "m", ""}, {"s", "", ""}});
  one.affected[0].versions = {"d", "yy"};
  one.affected[0].fixed_in_version = "m";
  Advisory words = Make("A-2", "p", {{"0", "h", ""}});
  words.affected[0].fixed_in_version = "upgrade to h";
  Advisory ended = Make("A-3", "p", {{"0", "", "", "c"}, {"d", "", "e"}});
  Advisory apart = Make("A-4", "p", {{"0", "", "b"}});
  apart.affected.push_back(Make("A-4", "p", {{"f", "h", ""}}).affected[0]);
  apart.affected.push_back(Make("A-4", "p", {{"k", "m", ""}}).affected[0]);
  apart.affected[2].module = "only:there";
  Put(store_, "u", {one, words, ended, apart});
  const auto engine = Create(Options());
  const std::vector<std::pair<std::string, std::string>> packages = {
      {"p", "a"}, {"p", "d"},  {"p", "g"},  {"p", "l"},
      {"p", "t"}, {"p", "bz"}, {"p", "yy"}, {"p", "?"}};
  const auto report = Match(*engine, Report(packages));
  const auto fixes = [&](size_t package) {
    std::string text;
    const auto ids = report.package_vulnerabilities.find(std::to_string(package));
    if (ids == report.package_vulnerabilities.end()) return text;
    for (const std::string& id : ids->second) {
      const Vulnerability& v = *report.vulnerabilities.at(id);
      text += v.name + " " + v.fixed_in_version + ";";
    }
    return text;
  };
  EXPECT_EQ(fixes(1), "A-1 c;A-2 upgrade to h;A-3 ;A-4 h;");
  EXPECT_EQ(fixes(2), "A-1 h;A-2 upgrade to h;A-3 ;") << "listed, so the nearest ahead";
  EXPECT_EQ(fixes(3), "A-1 h;A-2 upgrade to h;A-4 h;");
  EXPECT_EQ(fixes(4), "A-1 m;") << "another module's is none";
  EXPECT_EQ(fixes(5), "A-1 ;") << "what was fixed before is no fix for this branch";
  EXPECT_EQ(fixes(6), "A-1 c;A-2 upgrade to h;A-3 ;") << "without a sort key";
  EXPECT_EQ(fixes(7), "A-1 ;");
  // c, h, m and none of A-1; the others have one each, A-4's two statements their own.
  EXPECT_EQ(report.vulnerabilities.size(), 4u + 1 + 1 + 2);
}

TEST_F(MatchEngineTest, VetoesOfOtherUpdatersByNameOrAlias) {
  Advisory hit = Make("CVE-1", "p", {});
  hit.aliases = {"GHSA-1"};
  Advisory veto = Make("VEX-1", "p", {{"0", "d", ""}}, AffectedStatus::kNotAffected);
  veto.aliases = {"GHSA-1"};
  Put(store_, "feed", {hit, Make("CVE-2", "p", {}), Make("CVE-1", "other", {})});
  Put(store_, "vex", {veto});
  const auto engine = Create(Options());
  const auto report = Match(*engine, Report({{"p", "a"}, {"p", "e"}, {"other", "a"}}));
  EXPECT_EQ(Affecting(report),
            (Names{{"1", {"CVE-2"}}, {"2", {"CVE-1", "CVE-2"}}, {"3", {"CVE-1"}}}));
  ASSERT_EQ(report.package_not_vulnerable.size(), 1);
  const std::string& id = report.package_not_vulnerable.at("1").at(0);
  EXPECT_EQ(report.vulnerabilities.at(id)->name, "VEX-1");
  EXPECT_TRUE(report.vulnerabilities.at(id)->invert);
}

TEST_F(MatchEngineTest, MatchersAreAskedAboutTheirTypes) {
  Put(store_, "u", {Make("CVE-1", "p", {})});
  const auto hits = [&](MatcherSet matchers) {
    MatchOptions options = Options();
    options.matchers = std::move(matchers);
    return Affecting(Match(*Create(std::move(options)), Report({{"p", "a"}}))).size();
  };
  EXPECT_EQ(hits({std::make_shared<OnlyMatcher>("t")}), 1);
  EXPECT_EQ(hits({std::make_shared<OnlyMatcher>("u")}), 0);
  EXPECT_EQ(hits({std::make_shared<OnlyMatcher>("u"), std::make_shared<TypeMatcher>()}), 1);
  EXPECT_EQ(hits({std::make_shared<OnlyMatcher>("t"), std::make_shared<TypeMatcher>()}), 1);
}

TEST_F(MatchEngineTest, Judges) {
  Advisory veto = Make("A-1", "p", {{"0", "d", ""}});
  veto.description = "veto";
  Advisory doubt = Make("A-2", "p", {{"0", "d", ""}});
  doubt.description = "doubt";
  Put(store_, "u", {veto, doubt, Make("A-3", "p", {{"0", "d", ""}})});
  Put(store_, "v", {Make("A-1", "p", {})});  // silenced too
  MatchOptions options = Options();
  options.matchers = {std::make_shared<DescriptionMatcher>()};
  const auto engine = Create(std::move(options));
  const auto report = Match(*engine, Report({{"p", "a"}}));
  EXPECT_EQ(Affecting(report), (Names{{"1", {"A-3"}}}));
  ASSERT_EQ(report.indeterminate.size(), 1);
  EXPECT_EQ(report.indeterminate[0].reason, "who knows");
}

TEST_F(MatchEngineTest, Conditions) {
  Advisory arch = Make("A-1", "p", {});
  arch.affected[0].arch = "x86_64|aarch64";
  arch.affected[0].arch_op = ArchOp::kPatternMatch;
  Advisory module = Make("A-2", "p", {});
  module.affected[0].module = "nodejs:18";
  Advisory repository = Make("A-3", "p", {});
  repository.affected[0].repository = "extra";
  Advisory not_equal = Make("A-4", "p", {});
  not_equal.affected[0].arch = "s390x";
  not_equal.affected[0].arch_op = ArchOp::kNotEquals;
  Put(store_, "u", {arch, module, repository, not_equal});
  const auto engine = Create(Options());
  IndexReport index = Report({{"p", "a"}, {"p", "a"}, {"p", "a"}});
  index.packages["2"].arch = "aarch64";
  index.packages["3"].arch = "s390x";
  index.packages["3"].module = "nodejs:18";
  index.repositories["1"].name = "extra";
  index.environments["3"][0].repository_ids = {"1"};
  EXPECT_EQ(Affecting(Match(*engine, index)),
            (Names{{"2", {"A-1", "A-4"}}, {"3", {"A-2", "A-3"}}}));
}

TEST_F(MatchEngineTest, OwnedOccurrencesAreNotMatched) {
  Put(store_, "u", {Make("A-1", "p", {})});
  const auto engine = Create(Options());
  IndexReport index = Report({{"p", "a"}, {"p", "b"}});
  index.environments["1"][0].owner_id = "2";
  index.environments["2"].push_back(index.environments["1"][0]);
  EXPECT_EQ(Affecting(Match(*engine, index)), (Names{{"2", {"A-1"}}}));
}

TEST_F(MatchEngineTest, RefreshTakesWhatChangedAndFreshnessSaysSo) {
  const UpdateOperation first = Put(store_, "u", {Make("A-1", "p", {})});
  ASSERT_TRUE(store_.RecordUpdaterStatus(context_, {.updater = "broken", .last_error = "no"}).ok());
  MatchOptions options = Options();
  options.configured_updaters = {"u", "waiting"};
  options.segments = &memory_.segments();
  const auto engine = Create(std::move(options));
  const auto before = Match(*engine, Report({{"p", "a"}}));
  ASSERT_EQ(before.freshness.size(), 3);
  EXPECT_EQ(before.freshness[0].updater, "broken");
  EXPECT_EQ(before.freshness[0].last_error, "no");
  EXPECT_EQ(before.freshness[1].update_ref, first.ref);
  EXPECT_EQ(before.freshness[1].fingerprint, "print");
  EXPECT_EQ(before.freshness[2].updater, "waiting");
  EXPECT_EQ(before.freshness[2].update_ref, "");

  const UpdateOperation second = Put(store_, "u", {Make("A-2", "p", {})});
  Put(store_, "v", {Make("A-3", "p", {})});
  EXPECT_EQ(Affecting(Match(*engine, Report({{"p", "a"}}))), (Names{{"1", {"A-1"}}}));
  ASSERT_TRUE(engine->Refresh(context_).ok());
  EXPECT_EQ(Affecting(Match(*engine, Report({{"p", "a"}}))), (Names{{"1", {"A-2", "A-3"}}}));
  EXPECT_EQ(engine->freshness()[1].update_ref, second.ref);
  EXPECT_EQ(engine->index_size().advisories, 2);
  EXPECT_EQ(memory_.segments().List(context_)->size(), 2);  // the old one is gone
}

TEST_F(MatchEngineTest, DamagedSegmentsAreCompiledAgain) {
  Put(store_, "u", {Make("A-1", "p", {})});
  MatchOptions options = Options();
  options.segments = &memory_.segments();
  Create(options);
  const std::string name = memory_.segments().List(context_)->at(0);
  ASSERT_TRUE(memory_.segments().Put(context_, name, "rubbish").ok());
  const auto engine = Create(options);
  EXPECT_EQ(Affecting(Match(*engine, Report({{"p", "a"}}))), (Names{{"1", {"A-1"}}}));
  EXPECT_GT((*memory_.segments().Open(context_, name))->size(), 100);
}

// A segment whose bytes are damaged, wherever: an error of each match that needs them, never a
// report without them; and the next Refresh() makes it anew.
TEST_F(MatchEngineTest, DamagedSegmentsAreErrorsUntilTheyAreMadeAnew) {
  std::vector<Advisory> advisories;
  for (int i = 0; i < 40; ++i) advisories.push_back(Make("A-" + std::to_string(i), "p", {}));
  Put(store_, "u", advisories);
  MatchOptions options = Options();
  options.segments = &memory_.segments();
  options.cache_bytes = 0;
  const auto report = Report({{"p", "a"}});
  const std::string whole = ToJson(Match(*Create(options), report));
  const std::string name = memory_.segments().List(context_)->front();
  const std::string good(memory_.segments().Open(context_, name).value()->in_place());
  size_t errors = 0;
  for (size_t at = 4096; at < good.size(); at += 13) {
    std::string bent = good;
    bent[at] = static_cast<char>(bent[at] ^ 4);
    ASSERT_TRUE(memory_.segments().Put(context_, name, bent).ok());
    const auto engine = Create(options);
    const auto matched = engine->Match(context_, report);
    if (matched.ok()) {  // made anew as it was opened, or a part that this report does not need
      EXPECT_EQ(ToJson(*matched), whole) << at;
      continue;
    }
    ++errors;
    EXPECT_EQ(matched.status().code(), absl::StatusCode::kDataLoss) << at << matched.status();
    ASSERT_TRUE(engine->Refresh(context_).ok());
    EXPECT_EQ(ToJson(Match(*engine, report)), whole) << at;
  }
  EXPECT_GT(errors, 10);
}

// Whose store cannot be read.
class BrokenEnrichments final : public Enricher {
 public:
  explicit BrokenEnrichments(absl::Status own) : own_(std::move(own)) {}
  std::string_view name() const override { return "broken"; }
  absl::StatusOr<Enrichment> Enrich(const Context&, EnrichmentReader&,
                                    const VulnerabilityReport&) const override {
    return own_;
  }

 private:
  const absl::Status own_;
};

TEST_F(MatchEngineTest, AnEnricherThatFailsIsAProblem) {
  Put(store_, "u", {Make("A-1", "p", {})});
  MatchOptions options = Options();
  options.enrichers = {std::make_shared<BrokenEnrichments>(absl::InternalError("no model"))};
  const VulnerabilityReport report = Match(*Create(std::move(options)), Report({{"p", "a"}}));
  ASSERT_EQ(report.match_problems.size(), 1u);
  EXPECT_EQ(report.match_problems[0].scanner, "broken");
  EXPECT_EQ(report.match_problems[0].code, "INTERNAL");
  EXPECT_EQ(report.match_problems[0].message, "no model");
}

TEST_F(MatchEngineTest, CancellationAndVisitorsEndIt) {
  Put(store_, "u", {Make("A-1", "p", {})});
  const auto engine = Create(Options());
  std::stop_source stop;
  stop.request_stop();
  EXPECT_EQ(
      engine->Match(context_.WithStopToken(stop.get_token()), Report({{"p", "a"}})).status().code(),
      absl::StatusCode::kCancelled);
  const auto report = std::make_shared<const IndexReport>(Report({{"p", "a"}}));
  const std::vector<std::shared_ptr<const IndexReport>> many(100, report);
  size_t seen = 0;
  const absl::Status status = engine->MatchMany(context_, many, [&](size_t i, VulnerabilityReport) {
    ++seen;
    return i == 9 ? absl::AbortedError("enough") : absl::OkStatus();
  });
  EXPECT_EQ(status.code(), absl::StatusCode::kAborted);
  EXPECT_EQ(seen, 10);
}

TEST_F(MatchEngineTest, ExecutorThatRunsNothing) {
  Put(store_, "u", {Make("A-1", "p", {})});
  Put(store_, "v", {Make("A-2", "p", {})});
  testing::NeverExecutor dead;
  MatchOptions options = Options();
  options.executor = &dead;
  const auto engine = Create(std::move(options));
  const auto report = std::make_shared<const IndexReport>(Report({{"p", "a"}}));
  const std::vector<std::shared_ptr<const IndexReport>> many(50, report);
  size_t seen = 0;
  EXPECT_TRUE(engine
                  ->MatchMany(context_, many,
                              [&](size_t, VulnerabilityReport) {
                                ++seen;
                                return absl::OkStatus();
                              })
                  .ok());
  EXPECT_EQ(seen, 50);
}

TEST_F(MatchEngineTest, AnExecutorThatCanMakeNoThreadOnlyMakesItSlow) {
  Put(store_, "u", {Make("A-1", "p", {})});
  testing::ThreadlessExecutor none;
  MatchOptions options = Options();
  options.executor = &none;
  const auto engine = Create(std::move(options));
  const auto report = std::make_shared<const IndexReport>(Report({{"p", "a"}}));
  const std::vector<std::shared_ptr<const IndexReport>> many(50, report);
  size_t seen = 0;
  EXPECT_TRUE(engine
                  ->MatchMany(context_, many,
                              [&](size_t, VulnerabilityReport matched) {
                                seen += matched.vulnerabilities.size();
                                return absl::OkStatus();
                              })
                  .ok());
  EXPECT_EQ(seen, 50);
}

// However little memory there is: a status, never an exception nor a thinner report, and the engine
// goes on to serve.
TEST_F(MatchEngineTest, MemoryThatCannotBeHadIsAStatus) {
  if (!testing::AllocationsOfThisThread().has_value()) GTEST_SKIP() << "a sanitizer allocates";
  std::vector<Advisory> advisories;
  for (int i = 0; i < 300; ++i) {
    advisories.push_back(Make("A-" + std::to_string(i), "p" + std::to_string(i % 50), {}));
  }
  Put(store_, "u", advisories);
  MatchOptions options = Options();
  options.cache_bytes = 0;
  const auto engine = Create(options);
  const auto report = std::make_shared<const IndexReport>(Report({{"p1", "a"}, {"p2", "b"}}));
  const std::vector<std::shared_ptr<const IndexReport>> many(5, report);
  const auto run = [&](size_t limit, size_t& failed) -> absl::Status {
    MatchOptions copy = options;
    const testing::MemoryLimit memory(limit);
    absl::Status status = MatchEngine::Create(context_, std::move(copy)).status();
    if (status.ok()) {
      status = engine->MatchMany(context_, many, [](size_t, const VulnerabilityReport& matched) {
        return matched.vulnerabilities.size() == 12 ? absl::OkStatus() : absl::DataLossError("");
      });
    }
    failed = memory.failed();
    return status;
  };
  size_t failed = 1, refused = 0;
  for (size_t limit = 0; failed > 0; limit += 500 + limit / 100) {
    const absl::Status status = run(limit, failed);
    if (!status.ok()) {
      ++refused;
      EXPECT_EQ(status.code(), absl::StatusCode::kResourceExhausted) << limit << " " << status;
    }
  }
  EXPECT_GT(refused, 100u);
}

TEST_F(MatchEngineTest, MatchingWhileRefreshing) {
  Put(store_, "u", {Make("A-0", "p", {})});
  const auto pool = NewThreadPool(2);
  MatchOptions options = Options();
  options.executor = pool.get();
  options.cache_bytes = 4000;  // so that generations change
  const auto engine = Create(std::move(options));
  std::atomic<bool> over{false};
  std::thread updater([&] {
    for (int i = 1; i <= 30; ++i) {
      std::vector<Advisory> advisories;
      for (int k = 0; k < 20; ++k) {
        advisories.push_back(Make("A-" + std::to_string(i) + "-" + std::to_string(k), "p", {}));
      }
      Put(store_, "u", advisories);
      EXPECT_TRUE(engine->Refresh(context_).ok());
    }
    over = true;
  });
  const auto report = std::make_shared<const IndexReport>(Report({{"p", "a"}, {"p", "b"}}));
  const std::vector<std::shared_ptr<const IndexReport>> many(20, report);
  while (!over) {
    EXPECT_TRUE(engine
                    ->MatchMany(context_, many,
                                [&](size_t, VulnerabilityReport matched) {
                                  // One moment's data, never a mix.
                                  const size_t n = matched.vulnerabilities.size();
                                  EXPECT_TRUE(n == 1 || n == 20) << n;
                                  return absl::OkStatus();
                                })
                    .ok());
  }
  updater.join();
  EXPECT_EQ(Match(*engine, *report).vulnerabilities.size(), 20);
}

}  // namespace
}  // namespace claircore
