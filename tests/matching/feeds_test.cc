// The engine and the slow matcher must say the same of real advisories.

#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <memory>
#include <string>
#include <vector>

#include "claircore/builtin_matchers.h"
#include "claircore/builtin_versions.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"
#include "gtest/gtest.h"
#include "tests/matching/feeds.h"
#include "tests/matching/reports.h"
#include "tests/matching/slow_matcher.h"

namespace claircore::inline v0::testing {
namespace {

void CheckAgainstSlowMatcher(MemoryStore& store, size_t least_hits) {
  std::vector<UpdaterAdvisories> all;
  ASSERT_TRUE(ReadAll(store.vulnerabilities(), all).ok());
  MatchOptions options;
  options.store = &store.vulnerabilities();
  AddBuiltinMatchers(options.matchers);
  AddBuiltinVersions(options.schemes);
  SlowMatcher slow(options.schemes);
  for (const UpdaterAdvisories& one : all) {
    for (const Advisory& advisory : one.advisories) slow.Add(one.updater, advisory);
  }
  auto engine = MatchEngine::Create(Context::Background(), options);
  ASSERT_TRUE(engine.ok()) << engine.status();
  const MatchEngine::IndexSize size = (*engine)->index_size();
  std::cout << size.advisories << " statements, " << size.ranges << " ranges, " << size.bytes_hot
            << " bytes hot, " << size.bytes_cold << " bytes cold\n";
  const ReportMaker maker(all);
  size_t hits = 0;
  for (unsigned seed = 1; seed <= 20; ++seed) {
    const auto report = maker.Make(150, seed);
    const Lines expected = slow.Match(*report);
    const auto actual = (*engine)->Match(Context::Background(), report);
    ASSERT_TRUE(actual.ok()) << actual.status();
    EXPECT_EQ(Difference(expected, LinesOf(*actual)), "") << "seed " << seed;
    for (const auto& [id, v] : actual->vulnerabilities) {
      // Alpine has links of CVEs only.
      EXPECT_TRUE(!v->description.empty() || !v->links.empty() || v->updater.starts_with("alpine/"))
          << v->name;
    }
    hits += expected.size();
  }
  EXPECT_GE(hits, least_hits);
}

TEST(FeedsTest, GeneratedAdvisories) {
  MemoryStore store;
  ASSERT_TRUE(LoadGenerated(store.vulnerabilities()).ok());
  CheckAgainstSlowMatcher(store, 1000);
}

TEST(FeedsTest, RealAdvisories) {
  const std::string data = SharedData();
  if (data.empty()) GTEST_SKIP() << "no real feeds: CLAIRCORE_SHARED_DATA is not set";
  MemoryStore store;
  const char* const temporary = std::getenv("TEST_TMPDIR");
  const absl::Status loaded = LoadFeeds(
      data, {{"PyPI", "GHSA-mini"}, true},
      std::string(temporary != nullptr ? temporary : "/tmp") + "/feeds", store.vulnerabilities());
  ASSERT_TRUE(loaded.ok()) << loaded;
  CheckAgainstSlowMatcher(store, 1000);
}

}  // namespace
}  // namespace claircore::inline v0::testing
