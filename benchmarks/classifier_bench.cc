// What the classifier costs: its search through the bytes of the programs on this machine, and a
// walk over a layer of programs with and without it, in turns.

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <string_view>
#include <system_error>
#include <vector>

#include "benchmark/benchmark.h"
#include "claircore/context.h"
#include "claircore/executor.h"
#include "claircore/indexer.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/tar_builder.h"
#include "indexer/scanners/classifier/classifier_scanner.h"
#include "indexer/walk/layer_walker.h"

namespace claircore {
namespace {

namespace fs = std::filesystem;
using Clock = std::chrono::steady_clock;

std::string Read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return std::string((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
}

// Every program and library of the machine, some 192 MiB of them: a layer that is all binaries, as
// bad a case as there is. CLAIRCORE_BENCH_ROOT names another folder and takes all of it.
const std::string& Tar() {
  static const std::string* const tar = [] {
    const char* const other = std::getenv("CLAIRCORE_BENCH_ROOT");
    const std::string root = other == nullptr ? "/usr" : other;
    const size_t limit = std::getenv("TEST_TMPDIR") != nullptr ? 4 << 20 : 192 << 20;
    testing::TarBuilder builder;
    size_t total = 0;
    std::error_code error;
    for (const char* const part : {"/bin", "/sbin", "/lib"}) {
      if (other != nullptr && std::string_view(part) != "/bin") break;
      const std::string folder = other == nullptr ? root + part : root;
      auto it = fs::recursive_directory_iterator(folder, error);
      for (; !error && it != fs::recursive_directory_iterator(); it.increment(error)) {
        const std::string path = it->path().lexically_relative(root).string();
        if (it->is_symlink(error)) {
          builder.Symlink(path, fs::read_symlink(it->path(), error).string());
        } else if (it->is_regular_file(error) && (other != nullptr || total < limit)) {
          const std::string bytes = Read(it->path());
          total += bytes.size();
          builder.File(path, bytes, 0755);
        }
      }
    }
    return new std::string(builder.Build());
  }();
  return *tar;
}

void WalkWithAndWithout(benchmark::State& state, testing::Compression compression) {
  testing::MemoryFetcher fetcher;
  const LayerDescription layer = fetcher.Add(testing::Compress(Tar(), compression));
  const auto pool = NewThreadPool(2);
  const auto temporary = NewTemporaryDirectory();
  const auto with = walk::LayerWalker::Create({scanners::NewClassifierScanner()}, IndexLimits(),
                                              temporary.get(), pool.get());
  const auto without = walk::LayerWalker::Create({}, IndexLimits(), temporary.get(), pool.get());
  double seconds[2] = {};
  uint64_t passes = 0;
  for (auto _ : state) {
    for (const bool on : {true, false}) {
      const auto begin = Clock::now();
      const auto walked = (on ? *with : *without)
                              ->Walk(Context::Background(), fetcher, layer,
                                     on ? std::vector<bool>{true} : std::vector<bool>{});
      if (!walked.ok()) state.SkipWithError(std::string(walked.status().message()).c_str());
      seconds[on] += std::chrono::duration<double>(Clock::now() - begin).count();
      if (walked.ok() && on) passes = (*walked)->stats().passes;
    }
  }
  state.counters["ratio"] = seconds[1] / seconds[0];
  state.counters["passes"] = static_cast<double>(passes);
  state.counters["bytes_per_second"] =
      static_cast<double>(state.iterations() * Tar().size()) / seconds[1];
}

void Gzip(benchmark::State& state) { WalkWithAndWithout(state, testing::Compression::kGzip); }
void Zstd(benchmark::State& state) { WalkWithAndWithout(state, testing::Compression::kZstd); }

BENCHMARK(Gzip)->Name("classifier/walk_gzip")->Unit(benchmark::kMillisecond);
BENCHMARK(Zstd)->Name("classifier/walk_zstd")->Unit(benchmark::kMillisecond);

// The bytes of each wanted file of the layer, in pieces as the walk gives them.
void Search(benchmark::State& state) {
  const auto scanner = scanners::NewClassifierScanner();
  struct File {
    FileEntry entry;
    std::string bytes;
  };
  std::vector<File> files;
  size_t total = 0;
  std::error_code error;
  for (const char* const folder : {"/usr/bin", "/usr/sbin", "/usr/lib/x86_64-linux-gnu"}) {
    for (auto it = fs::directory_iterator(folder, error);
         !error && it != fs::directory_iterator() && total < (256 << 20); it.increment(error)) {
      if (!it->is_regular_file(error) || it->is_symlink(error)) continue;
      File file;
      file.entry.path = it->path().string().substr(1);
      if (scanner->OnStream(file.entry) == nullptr) continue;
      file.bytes = Read(it->path());
      file.entry.size = file.bytes.size();
      total += file.bytes.size();
      files.push_back(std::move(file));
    }
  }
  size_t fed = 0;
  for (auto _ : state) {
    for (const File& file : files) {
      const auto consumer = scanner->OnStream(file.entry);
      const std::string_view bytes = file.bytes;
      for (size_t at = 0; at < bytes.size(); at += size_t{1} << 16) {
        const std::string_view piece = bytes.substr(at, size_t{1} << 16);
        fed += piece.size();
        if (!consumer->Feed(piece)) break;
      }
    }
  }
  state.SetBytesProcessed(static_cast<int64_t>(fed));
  state.counters["files"] = static_cast<double>(files.size());
  state.counters["bytes_read_of_all"] = static_cast<double>(fed) /
                                        static_cast<double>(state.iterations()) /
                                        std::max<double>(1, total);
}

BENCHMARK(Search)->Name("classifier/search")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace claircore
