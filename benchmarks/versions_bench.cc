// versions/SCHEME/compare, /sortkey and /memcmp: nanoseconds of one operation on real versions.
// Counters: key_ratio, the median length of a key by that of its string; for rpm, `ratio`, our time
// by that of librpm's rpmverParse and rpmverCmp, and `ratio_vercmp`, by that of rpmvercmp alone on
// the same strings (librpm is opened at run time, where it is there).

#include <dlfcn.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "benchmarks/versions_pool.h"
#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"

namespace claircore {
namespace {

using benchmarks::NanosecondsPerPair;
using benchmarks::VersionPairs;

struct Librpm {
  using Parse = void* (*)(const char*);
  using Free = void* (*)(void*);
  using Compare = int (*)(const void*, const void*);
  using CompareText = int (*)(const char*, const char*);

  void* library = dlopen("librpm.so.9", RTLD_NOW | RTLD_LOCAL);
  Parse parse = Symbol<Parse>("rpmverParse");
  Free free = Symbol<Free>("rpmverFree");
  Compare compare = Symbol<Compare>("rpmverCmp");
  CompareText compare_text = Symbol<CompareText>("rpmvercmp");

  template <typename Function>
  Function Symbol(const char* name) const {
    return library == nullptr ? nullptr : reinterpret_cast<Function>(dlsym(library, name));
  }
  bool ok() const { return parse && free && compare && compare_text; }
};

void CompareWithLibrpm(const VersionScheme& scheme, const VersionPairs& pairs,
                       benchmark::State& state) {
  const Librpm librpm;
  if (!librpm.ok()) return;
  const double ours = NanosecondsPerPair(pairs, [&](const std::string& a, const std::string& b) {
    benchmark::DoNotOptimize(scheme.Compare(a, b));
  });
  const double theirs = NanosecondsPerPair(pairs, [&](const std::string& a, const std::string& b) {
    void* x = librpm.parse(a.c_str());
    void* y = librpm.parse(b.c_str());
    benchmark::DoNotOptimize(librpm.compare(x, y));
    librpm.free(x);
    librpm.free(y);
  });
  const double text = NanosecondsPerPair(pairs, [&](const std::string& a, const std::string& b) {
    benchmark::DoNotOptimize(librpm.compare_text(a.c_str(), b.c_str()));
  });
  state.counters["ratio"] = ours / theirs;
  state.counters["ratio_vercmp"] = ours / text;
}

void Compare(benchmark::State& state, const VersionScheme& scheme) {
  const VersionPairs pairs = benchmarks::RealPairs(scheme.name());
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(scheme.Compare(pairs[i].first, pairs[i].second));
    if (++i == pairs.size()) i = 0;
  }
  if (scheme.name() == "rpm") CompareWithLibrpm(scheme, pairs, state);
}

// Lengths of strings and of their keys.
double MedianRatio(const VersionScheme& scheme, const VersionPairs& pairs) {
  std::vector<double> ratios;
  for (const auto& [a, b] : pairs) {
    std::string key;
    const auto has_key = scheme.AppendSortKey(a, key);
    if (has_key.ok() && *has_key) {
      ratios.push_back(static_cast<double>(key.size()) / static_cast<double>(a.size()));
    }
  }
  if (ratios.empty()) return 0;
  std::nth_element(ratios.begin(), ratios.begin() + ratios.size() / 2, ratios.end());
  return ratios[ratios.size() / 2];
}

void SortKey(benchmark::State& state, const VersionScheme& scheme) {
  const VersionPairs pairs = benchmarks::RealPairs(scheme.name());
  std::string key;
  size_t i = 0;
  for (auto _ : state) {
    key.clear();
    benchmark::DoNotOptimize(scheme.AppendSortKey(pairs[i].first, key));
    benchmark::DoNotOptimize(key.data());
    if (++i == pairs.size()) i = 0;
  }
  state.counters["key_ratio"] = MedianRatio(scheme, pairs);
}

void Memcmp(benchmark::State& state, const VersionScheme& scheme) {
  std::vector<std::pair<std::string, std::string>> keys;
  for (const auto& [a, b] : benchmarks::RealPairs(scheme.name())) {
    std::string x, y;
    const auto has_x = scheme.AppendSortKey(a, x);
    const auto has_y = scheme.AppendSortKey(b, y);
    if (has_x.ok() && *has_x && has_y.ok() && *has_y) keys.emplace_back(x, y);
  }
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(keys[i].first.compare(keys[i].second));
    if (++i == keys.size()) i = 0;
  }
}

// Benchmarks exist per scheme of the set, so they are registered at start.
[[maybe_unused]] const bool kRegistered = [] {
  VersionSchemeSet schemes;
  AddBuiltinVersions(schemes);
  for (const auto& scheme : schemes.all()) {
    const std::string name = "versions/" + std::string(scheme->name());
    const auto add = [&](const char* operation, auto function) {
      benchmark::RegisterBenchmark(
          (name + operation).c_str(),
          [scheme, function](benchmark::State& state) { function(state, *scheme); });
    };
    add("/compare", Compare);
    add("/sortkey", SortKey);
    add("/memcmp", Memcmp);
  }
  return true;
}();

}  // namespace
}  // namespace claircore
