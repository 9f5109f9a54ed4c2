#ifndef CLAIRCORE_TESTS_HOSTILE_COUNTING_H_
#define CLAIRCORE_TESTS_HOSTILE_COUNTING_H_

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdlib>
#include <fstream>
#include <string>

#include "claircore/clock.h"
#include "claircore/context.h"

// How tests count what hostile input costs.
namespace claircore::hostile {

// The long form of a test: the sizes at which the faults were found.
inline bool Soak() { return std::getenv("CLAIRCORE_SOAK") != nullptr; }

// A clock that says how often somebody looked at the context, and can end it at one of these looks.
class CountingClock final : public Clock {
 public:
  std::chrono::system_clock::time_point Now() const override {
    return std::chrono::system_clock::time_point();
  }
  std::chrono::steady_clock::time_point Steady() const override {
    const size_t look = ++looks;
    return std::chrono::steady_clock::time_point(std::chrono::hours(look >= ends_at ? 2 : 0));
  }
  mutable std::atomic<size_t> looks = 0;
  size_t ends_at = ~size_t{0};
};

// A context that reads this clock, and ends when it does.
inline Context CountedBy(const CountingClock& clock) {
  return Context::Background().WithClock(&clock).WithDeadline(
      std::chrono::steady_clock::time_point(std::chrono::hours(1)));
}

// Of this process, in bytes; 0 where Linux does not say.
inline size_t MemoryOf(const std::string& field) {
  std::ifstream status("/proc/self/status");
  std::string word;
  while (status >> word) {
    size_t kilobytes = 0;
    if (word == field && status >> kilobytes) return kilobytes << 10;
  }
  return 0;
}

inline void ForgetPeak() { std::ofstream("/proc/self/clear_refs") << "5"; }

}  // namespace claircore::hostile

#endif  // CLAIRCORE_TESTS_HOSTILE_COUNTING_H_
