#include "benchmarks/measure.h"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <fstream>
#include <memory>
#include <string>
#include <thread>

#include "isa-l/igzip_lib.h"
#include "zstd.h"

#ifdef __GLIBC__
#include <malloc.h>
#endif

namespace claircore {
namespace {

using testing::Compression;
using Clock = std::chrono::steady_clock;

constexpr size_t kBuffer = size_t{1} << 20;  // what igzip uses

uint64_t StatusLine(const char* key) {
  std::ifstream in("/proc/self/status");
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with(key)) return std::strtoull(line.c_str() + std::strlen(key), nullptr, 10);
  }
  return 0;
}

struct Cost {
  double wall = 0;  // seconds
  double cpu = 0;   // of all threads

  void Add(const std::function<void()>& work) {
    const auto begin = Clock::now();
    const std::clock_t cpu_begin = std::clock();
    work();
    wall += std::chrono::duration<double>(Clock::now() - begin).count();
    cpu += static_cast<double>(std::clock() - cpu_begin) / CLOCKS_PER_SEC;
  }
};

}  // namespace

int Threads() { return std::max(1, static_cast<int>(std::thread::hardware_concurrency())); }

Compression SniffCompression(std::string_view blob) {
  if (blob.starts_with("\x1f\x8b")) return Compression::kGzip;
  if (blob.starts_with("\x28\xb5\x2f\xfd")) return Compression::kZstd;
  return Compression::kNone;
}

uint64_t Decompress(std::string_view blob, Compression compression) {
  const std::unique_ptr<char[]> buffer(new char[kBuffer]);
  uint64_t total = 0;
  if (compression == Compression::kNone) {
    for (size_t at = 0; at < blob.size(); at += kBuffer) {
      const std::string_view piece = blob.substr(at, kBuffer);
      std::memcpy(buffer.get(), piece.data(), piece.size());
      benchmark::DoNotOptimize(buffer.get());
      benchmark::ClobberMemory();
      total += piece.size();
    }
  } else if (compression == Compression::kGzip) {
    const auto state = std::make_unique<inflate_state>();
    isal_inflate_init(state.get());
    state->crc_flag = ISAL_GZIP;
    state->next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(blob.data()));
    state->avail_in = static_cast<uint32_t>(blob.size());
    while (state->block_state != ISAL_BLOCK_FINISH) {
      state->next_out = reinterpret_cast<uint8_t*>(buffer.get());
      state->avail_out = kBuffer;
      if (isal_inflate(state.get()) != ISAL_DECOMP_OK) break;
      total += kBuffer - state->avail_out;
    }
  } else {
    const std::unique_ptr<ZSTD_DStream, size_t (*)(ZSTD_DStream*)> stream(ZSTD_createDStream(),
                                                                          &ZSTD_freeDStream);
    ZSTD_inBuffer in{blob.data(), blob.size(), 0};
    size_t left = 1;
    while (left != 0 && !ZSTD_isError(left)) {
      ZSTD_outBuffer out{buffer.get(), kBuffer, 0};
      left = ZSTD_decompressStream(stream.get(), &out, &in);
      total += out.pos;
    }
  }
  return total;
}

PeakMemory::PeakMemory() {
#ifdef __GLIBC__
  malloc_trim(0);  // what was freed before must not hide what is taken now
#endif
  std::ofstream("/proc/self/clear_refs") << "5";  // forget the peak so far
  before_ = StatusLine("VmRSS:");
}

uint64_t PeakMemory::bytes() const {
  const uint64_t peak = StatusLine("VmHWM:");
  return peak > before_ ? (peak - before_) * 1024 : 0;
}

void Compare(benchmark::State& state, uint64_t bytes, const std::function<absl::Status()>& ours,
             const std::function<void()>& theirs) {
  Cost our_cost, their_cost;
  uint64_t peak = 0;
  for (auto _ : state) {
    state.PauseTiming();
    their_cost.Add(theirs);
    const PeakMemory memory;
    state.ResumeTiming();
    absl::Status status;
    our_cost.Add([&] { status = ours(); });
    state.PauseTiming();
    if (!status.ok()) state.SkipWithError(std::string(status.message()).c_str());
    peak = std::max(peak, memory.bytes());
    state.ResumeTiming();
  }
  state.counters["bytes_per_second"] =
      static_cast<double>(state.iterations() * bytes) / our_cost.wall;
  state.counters["ratio"] = our_cost.wall / their_cost.wall;
  state.counters["cpu_ratio"] = our_cost.cpu / their_cost.cpu;
  state.counters["peak_bytes"] = static_cast<double>(peak);
}

}  // namespace claircore
