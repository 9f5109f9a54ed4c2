#ifndef BENCHMARKS_MEASURE_H_
#define BENCHMARKS_MEASURE_H_

#include <cstdint>
#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "benchmark/benchmark.h"
#include "claircore/testing/blobs.h"

namespace claircore {

// How many threads this machine runs at once.
int Threads();

// By its first bytes.
testing::Compression SniffCompression(std::string_view blob);
// What no walk can beat: decompresses `blob` into one buffer again and again, through ISA-L or
// zstd, or copies it when it is not compressed. Returns the number of bytes that came out.
uint64_t Decompress(std::string_view blob, testing::Compression compression);

// How much more memory a piece of work held at its peak than was held before it. Of the whole
// process: one at a time.
class PeakMemory {
 public:
  PeakMemory();
  uint64_t bytes() const;

 private:
  uint64_t before_ = 0;  // KiB
};

// Runs ours and theirs in turns, so that both see the same machine. Sets `bytes_per_second` (of
// `bytes` an iteration), `ratio` (ours / theirs, wall time), `cpu_ratio` and `peak_bytes` (ours).
// All rates are of wall time: the library's own would be of one thread's.
void Compare(benchmark::State& state, uint64_t bytes, const std::function<absl::Status()>& ours,
             const std::function<void()>& theirs);

}  // namespace claircore

#endif  // BENCHMARKS_MEASURE_H_
