#ifndef BENCHMARKS_VERSIONS_POOL_H_
#define BENCHMARKS_VERSIONS_POOL_H_

#include <algorithm>
#include <chrono>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace claircore::benchmarks {

using VersionPairs = std::vector<std::pair<std::string, std::string>>;

// Neighbours from lists of real versions: the tables of CLAIRCORE_SHARED_DATA, else the case files
// of
// //tests/oracle.
VersionPairs RealPairs(std::string_view scheme);

// Nanoseconds of one `compare(a, b)`, over all pairs, the best of some passes.
template <typename Function>
double NanosecondsPerPair(const VersionPairs& pairs, Function compare) {
  using Clock = std::chrono::steady_clock;
  double best = 1e18;
  for (int pass = 0; pass < 7; ++pass) {
    const auto start = Clock::now();
    for (const auto& [a, b] : pairs) compare(a, b);
    const std::chrono::duration<double, std::nano> spent = Clock::now() - start;
    best = std::min(best, spent.count() / static_cast<double>(pairs.size()));
  }
  return best;
}

}  // namespace claircore::benchmarks

#endif  // BENCHMARKS_VERSIONS_POOL_H_
