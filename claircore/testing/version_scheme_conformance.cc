#include "claircore/testing/version_scheme_conformance.h"

#include <algorithm>
#include <chrono>
#include <compare>
#include <optional>
#include <random>
#include <string_view>
#include <thread>

#include "absl/status/status.h"
#include "claircore/testing/allocations.h"

namespace claircore::inline v0::testing {
namespace {

// What is quadratic takes minutes at this length.
constexpr size_t kHostileBytes = 250'000;

std::string Shown(std::weak_ordering order) { return order < 0 ? "<" : order > 0 ? ">" : "="; }

std::vector<std::string> Flat(const VersionSchemeCase& c) {
  std::vector<std::string> all;
  for (const auto& group : c.rising) all.insert(all.end(), group.begin(), group.end());
  return all;
}

// The case's versions and bent forms of them that the scheme accepts.
std::vector<std::string> Pool(const VersionSchemeCase& c, const VersionScheme& scheme) {
  constexpr std::string_view kPieces[] = {"0", "1",  "9",     "10", ".", "-", "+", "~",
                                          "_", "a",  "alpha", "rc", "Z", "p", ":", "^",
                                          "v", "00", "dev",   "r1", "2", "b", "5", "x"};
  std::vector<std::string> pool = Flat(c);
  const size_t given = pool.size();
  std::minstd_rand random(7);
  for (int attempt = 0; given > 0 && attempt < 4000 && pool.size() < given + 200; ++attempt) {
    std::string bent = pool[random() % pool.size()];
    const size_t at = random() % (bent.size() + 1);
    const std::string_view piece = kPieces[random() % std::size(kPieces)];
    switch (random() % 3) {
      case 0:
        bent.insert(at, piece);
        break;
      case 1:
        bent.erase(at, 1);
        break;
      default:
        bent.replace(at, 1, piece);
        break;
    }
    if (bent.size() < 60 && scheme.Compare(bent, bent).ok()) pool.push_back(std::move(bent));
  }
  return pool;
}

// What comes back when `call` takes too long for any linear algorithm, sanitized or not.
template <typename Call>
void InLinearTime(std::string_view what, Call call) {
  const auto start = std::chrono::steady_clock::now();
  call();
  EXPECT_LT(std::chrono::steady_clock::now() - start, std::chrono::seconds(10)) << what;
}

}  // namespace

GTEST_ALLOW_UNINSTANTIATED_PARAMETERIZED_TEST(VersionSchemeConformance);

TEST_P(VersionSchemeConformance, HasAStableName) {
  const auto one = GetParam().make(), other = GetParam().make();
  EXPECT_FALSE(one->name().empty());
  EXPECT_EQ(one->name(), one->name());
  EXPECT_EQ(one->name(), other->name());
}

TEST_P(VersionSchemeConformance, OrdersAsGiven) {
  const auto scheme = GetParam().make();
  const auto& rising = GetParam().rising;
  for (size_t i = 0; i < rising.size(); ++i) {
    for (size_t j = 0; j < rising.size(); ++j) {
      for (const std::string& a : rising[i]) {
        for (const std::string& b : rising[j]) {
          const auto order = scheme->Compare(a, b);
          ASSERT_TRUE(order.ok()) << order.status();
          EXPECT_EQ(Shown(*order), Shown(i <=> j)) << "'" << a << "' against '" << b << "'";
        }
      }
    }
  }
}

TEST_P(VersionSchemeConformance, IsATotalPreorder) {
  const auto scheme = GetParam().make();
  const std::vector<std::string> pool = Pool(GetParam(), *scheme);
  // The rank of a string is how many are older. In a total preorder, and only there, any two
  // compare as their ranks do.
  std::vector<std::vector<int>> order(pool.size(), std::vector<int>(pool.size()));
  std::vector<size_t> rank(pool.size(), 0);
  for (size_t i = 0; i < pool.size(); ++i) {
    for (size_t j = 0; j < pool.size(); ++j) {
      const auto o = scheme->Compare(pool[i], pool[j]);
      ASSERT_TRUE(o.ok()) << o.status() << ": both are valid alone: '" << pool[i] << "', '"
                          << pool[j] << "'";
      order[i][j] = *o < 0 ? -1 : *o > 0 ? 1 : 0;
      rank[i] += order[i][j] > 0;
    }
  }
  for (size_t i = 0; i < pool.size(); ++i) {
    EXPECT_EQ(order[i][i], 0) << "not reflexive: '" << pool[i] << "'";
    for (size_t j = 0; j < i; ++j) {
      EXPECT_EQ(order[i][j], -order[j][i])
          << "not antisymmetric: '" << pool[i] << "', '" << pool[j] << "'";
      if (!GetParam().transitive) continue;
      const int by_rank = rank[i] < rank[j] ? -1 : rank[i] > rank[j] ? 1 : 0;
      EXPECT_EQ(order[i][j], by_rank)
          << "not transitive somewhere around '" << pool[i] << "', '" << pool[j] << "'";
    }
  }
}

TEST_P(VersionSchemeConformance, SortKeysOrderAsCompareDoes) {
  const auto scheme = GetParam().make();
  const std::vector<std::string> pool = Pool(GetParam(), *scheme);
  std::vector<std::optional<std::string>> keys;
  for (const std::string& version : pool) {
    std::string key;
    const auto has_key = scheme->AppendSortKey(version, key);
    ASSERT_TRUE(has_key.ok()) << has_key.status() << ": Compare() accepts '" << version << "'";
    std::string appended = "before";
    ASSERT_TRUE(scheme->AppendSortKey(version, appended).ok());
    EXPECT_EQ(appended, "before" + (*has_key ? key : "")) << "'" << version << "'";
    keys.push_back(*has_key ? std::optional(key) : std::nullopt);
  }
  for (size_t i = 0; i < pool.size(); ++i) {
    for (size_t j = 0; j < pool.size(); ++j) {
      if (!keys[i].has_value() || !keys[j].has_value()) continue;
      // std::string compares as memcmp does, shorter first on a tie.
      EXPECT_EQ(Shown(*keys[i] <=> *keys[j]), Shown(*scheme->Compare(pool[i], pool[j])))
          << "'" << pool[i] << "' against '" << pool[j] << "'";
    }
  }
}

TEST_P(VersionSchemeConformance, RejectsWhatTheToolRejects) {
  const auto scheme = GetParam().make();
  const std::vector<std::string> valid = Flat(GetParam());
  for (const std::string& bad : GetParam().invalid) {
    std::vector<absl::Status> said = {scheme->Compare(bad, bad).status()};
    if (!valid.empty()) {
      said.push_back(scheme->Compare(valid[0], bad).status());
      said.push_back(scheme->Compare(bad, valid[0]).status());
    }
    std::string key = "before";
    const auto has_key = scheme->AppendSortKey(bad, key);
    EXPECT_EQ(key, "before") << "'" << bad << "'";
    // A scheme without keys need not look at the string.
    if (!has_key.ok() || *has_key) said.push_back(has_key.status());
    for (const absl::Status& status : said) {
      EXPECT_EQ(status.code(), absl::StatusCode::kInvalidArgument) << "'" << bad << "'";
      EXPECT_NE(status.message().find_first_of("0123456789"), status.message().npos)
          << "the message names the byte offset: " << status;
    }
  }
}

TEST_P(VersionSchemeConformance, BoundsItsWorkOnHostileStrings) {
  const auto scheme = GetParam().make();
  std::vector<std::string> seeds = {"1", "0", ".", "1.",   "~", "a", "-",  "1a",   "_p1",
                                    "+", ":", "^", "\xff", " ", "v", "1-", "rc1.", "0."};
  for (const std::string& version : Flat(GetParam())) seeds.push_back(version);
  if (seeds.size() > 40) seeds.resize(40);
  std::vector<std::string> hostile;
  for (const std::string& seed : seeds) {
    std::string s;
    while (s.size() < kHostileBytes) s += seed;
    hostile.push_back(std::move(s));
  }
  hostile.push_back(std::string(kHostileBytes, '\0'));
  for (const std::string& s : hostile) {
    const std::string what = "many times '" + s.substr(0, 8) + "'";
    InLinearTime(what, [&] {
      (void)scheme->Compare(s, s);
      std::string twin = s;
      twin.back() ^= 1;  // differs at the very end only
      (void)scheme->Compare(s, twin);
      (void)scheme->Compare("1" + s, "1" + twin);
    });
    InLinearTime(what, [&] {
      std::string key;
      (void)scheme->AppendSortKey(s, key);
    });
  }
}

TEST_P(VersionSchemeConformance, ComparesWithoutAllocating) {
  if (!AllocationsOfThisThread().has_value()) GTEST_SKIP() << "a sanitizer allocates here";
  const auto scheme = GetParam().make();
  const std::vector<std::string> versions = Flat(GetParam());
  for (const std::string& a : versions) {
    for (const std::string& b : versions) {
      const size_t before = *AllocationsOfThisThread();
      const bool ok = scheme->Compare(a, b).ok();
      const size_t after = *AllocationsOfThisThread();
      EXPECT_TRUE(!ok || before == after) << "'" << a << "' against '" << b << "'";
    }
  }
}

TEST_P(VersionSchemeConformance, ComparesOnManyThreads) {
  const auto scheme = GetParam().make();
  const std::vector<std::string> versions = Flat(GetParam());
  const auto all_pairs = [&] {
    std::string said;
    for (const std::string& a : versions) {
      for (const std::string& b : versions) said += Shown(*scheme->Compare(a, b));
      (void)scheme->AppendSortKey(a, said);
    }
    return said;
  };
  const std::string alone = all_pairs();
  std::vector<std::string> results(8);
  std::vector<std::thread> threads;
  for (std::string& result : results) threads.emplace_back([&] { result = all_pairs(); });
  for (std::thread& thread : threads) thread.join();
  for (const std::string& result : results) EXPECT_EQ(result, alone);
}

}  // namespace claircore::inline v0::testing
