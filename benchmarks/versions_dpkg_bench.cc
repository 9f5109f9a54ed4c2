// versions/dpkg/compare beside libdpkg's parseversion and dpkg_version_compare in this process:
// `ratio` is our time by theirs, `ratio_order` ours by that of dpkg_version_compare alone on
// versions parsed before. Needs libdpkg-dev, so it is built only by name.

#define LIBDPKG_VOLATILE_API 1

#include <dpkg/dpkg-db.h>
#include <dpkg/dpkg.h>
#include <dpkg/version.h>

#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "benchmarks/versions_pool.h"
#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"

namespace claircore {
namespace {

using benchmarks::NanosecondsPerPair;

void Compare(benchmark::State& state) {
  VersionSchemeSet schemes;
  AddBuiltinVersions(schemes);
  const VersionScheme& scheme = *schemes.Find("dpkg");
  const auto pairs = benchmarks::RealPairs("dpkg");
  const auto parse = [](const std::string& text) {
    struct dpkg_version version;
    struct dpkg_error error = DPKG_ERROR_INIT;
    parseversion(&version, text.c_str(), &error);
    dpkg_error_destroy(&error);
    return version;
  };
  size_t i = 0;
  for (auto _ : state) {
    benchmark::DoNotOptimize(scheme.Compare(pairs[i].first, pairs[i].second));
    if (++i == pairs.size()) i = 0;
  }
  const double ours = NanosecondsPerPair(pairs, [&](const std::string& a, const std::string& b) {
    benchmark::DoNotOptimize(scheme.Compare(a, b));
  });
  const double theirs = NanosecondsPerPair(pairs, [&](const std::string& a, const std::string& b) {
    const struct dpkg_version x = parse(a), y = parse(b);
    benchmark::DoNotOptimize(dpkg_version_compare(&x, &y));
  });
  std::vector<std::pair<struct dpkg_version, struct dpkg_version>> parsed;
  for (const auto& [a, b] : pairs) parsed.emplace_back(parse(a), parse(b));
  size_t next = 0;
  const double order = NanosecondsPerPair(pairs, [&](const std::string&, const std::string&) {
    benchmark::DoNotOptimize(dpkg_version_compare(&parsed[next].first, &parsed[next].second));
    if (++next == parsed.size()) next = 0;
  });
  nffreeall();
  state.counters["ratio"] = ours / theirs;
  state.counters["ratio_order"] = ours / order;
}
BENCHMARK(Compare)->Name("versions/dpkg/compare_libdpkg");

}  // namespace
}  // namespace claircore
