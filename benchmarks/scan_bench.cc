// Scans of a whole image, and what the scanners add to the walk of its layers.
//
// CLAIRCORE_BENCH_IMAGE names the image, an OCI layout ("DIR" or "DIR:TAG"); tools/bench makes one
// of Debian's packages where it can. Otherwise it is the demo image, which shows that all of this
// works and nothing else.

#include <unistd.h>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "benchmark/benchmark.h"
#include "benchmarks/measure.h"
#include "claircore/builtin_ecosystems.h"
#include "claircore/builtin_matchers.h"
#include "claircore/builtin_versions.h"
#include "claircore/context.h"
#include "claircore/executor.h"
#include "claircore/fetch/oci_layout/oci_layout.h"
#include "claircore/indexer.h"
#include "claircore/json.h"
#include "claircore/match_engine.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/image_builder.h"
#include "claircore/testing/recipe.h"
#include "tests/matching/feeds.h"

namespace claircore {
namespace {

namespace fs = std::filesystem;

// The image, whole in memory so that no disk is measured, and the advisories to match it with.
class World {
 public:
  static World& Get() {
    static World* const world = new World;  // never torn down: benchmarks have no end
    return *world;
  }

  const std::string& error() const { return error_; }
  const std::string& label() const { return label_; }
  const Manifest& manifest() const { return manifest_; }
  testing::MemoryFetcher& fetcher() { return fetcher_; }
  MatchEngine& engine() { return *engine_; }
  uint64_t decompressed() const { return decompressed_; }
  void DecompressAll() const {
    for (const std::string& blob : blobs_) {
      benchmark::DoNotOptimize(Decompress(blob, SniffCompression(blob)));
    }
  }

 private:
  World() {
    absl::Status status = ReadImage();
    if (status.ok()) status = LoadAdvisories();
    if (!status.ok()) error_ = status.ToString();
  }

  absl::Status ReadImage() {
    const char* const where = std::getenv("CLAIRCORE_BENCH_IMAGE");
    if (where == nullptr || *where == '\0') {
      auto recipe = testing::LoadRecipe("examples/demo/image.recipe");
      if (!recipe.ok()) return recipe.status();
      const testing::BuiltImage image = testing::BuildImage(*recipe);
      label_ = "the demo image";
      return Take(image.manifest, *image.fetcher);
    }
    std::string path = where, tag;
    if (const size_t colon = path.rfind(':');
        colon != path.npos && path.find('/', colon) == path.npos) {
      tag = path.substr(colon + 1);
      path.resize(colon);
    }
    const auto layout = OciLayout::Open(Context::Background(), path);
    if (!layout.ok()) return layout.status();
    const auto manifest = (*layout)->GetManifest(Context::Background(), tag);
    if (!manifest.ok()) return manifest.status();
    label_ = where;
    return Take(*manifest, **layout);
  }

  absl::Status Take(const Manifest& manifest, LayerFetcher& from) {
    manifest_ = manifest;
    for (const LayerDescription& layer : manifest.layers) {
      auto source = from.Open(Context::Background(), layer);
      if (!source.ok()) return source.status();
      std::string blob;
      std::vector<std::byte> buffer(1 << 20);
      while (true) {
        const auto got = (*source)->Read(buffer);
        if (!got.ok()) return got.status();
        if (*got == 0) break;
        blob.append(reinterpret_cast<const char*>(buffer.data()), *got);
      }
      decompressed_ += Decompress(blob, SniffCompression(blob));
      fetcher_.AddAs(layer.digest, blob);
      blobs_.push_back(std::move(blob));
    }
    return absl::OkStatus();
  }

  absl::Status LoadAdvisories() {
    const bool test = std::getenv("TEST_TMPDIR") != nullptr;
    const std::string data = test ? "" : testing::SharedData();
    const fs::path directory =
        fs::temp_directory_path() / ("claircore-scan-bench-" + std::to_string(getpid()));
    fs::create_directories(directory);
    const absl::Status loaded =
        data.empty() ? testing::LoadGenerated(store_.vulnerabilities())
                     : testing::LoadFeeds(data, testing::AllFeeds(), directory.string(),
                                          store_.vulnerabilities());
    std::error_code ignored;
    fs::remove_all(directory, ignored);
    if (!loaded.ok()) return loaded;
    MatchOptions options;
    options.store = &store_.vulnerabilities();
    AddBuiltinMatchers(options.matchers);
    AddBuiltinVersions(options.schemes);
    auto engine = MatchEngine::Create(Context::Background(), std::move(options));
    if (!engine.ok()) return engine.status();
    engine_ = *std::move(engine);
    return absl::OkStatus();
  }

  std::string error_, label_;
  Manifest manifest_;
  testing::MemoryFetcher fetcher_;
  std::vector<std::string> blobs_;
  uint64_t decompressed_ = 0;
  MemoryStore store_;
  std::unique_ptr<MatchEngine> engine_;
};

enum class Scanners : uint8_t { kNone, kAll };

// An image never seen before: a new store each time.
absl::StatusOr<IndexReport> Index(World& world, Executor& executor, Scanners scanners,
                                  MemoryStore& store) {
  IndexerOptions options;
  options.store = &store.index();
  options.fetcher = &world.fetcher();
  options.executor = &executor;
  if (scanners == Scanners::kAll) {
    AddBuiltinEcosystems(options.ecosystems);
  } else {
    options.ecosystems.ecosystems.push_back({.name = "none"});
  }
  const auto indexer = Indexer::Create(std::move(options));
  if (!indexer.ok()) return indexer.status();
  return (*indexer)->Index(Context::Background(), world.manifest());
}

// Index, match and print, beside the plain decompression of the layers.
void ScanImage(benchmark::State& state) {
  World& world = World::Get();
  if (!world.error().empty()) return state.SkipWithError(world.error().c_str());
  const auto pool = NewThreadPool(Threads() - 1);
  size_t packages = 0, vulnerabilities = 0, problems = 0;
  Compare(
      state, world.decompressed(),
      [&]() -> absl::Status {
        MemoryStore store;
        const auto index = Index(world, *pool, Scanners::kAll, store);
        if (!index.ok()) return index.status();
        const auto report = world.engine().Match(Context::Background(), *index);
        if (!report.ok()) return report.status();
        benchmark::DoNotOptimize(ToJson(*report));
        packages = index->packages.size();
        problems = index->problems.size();
        vulnerabilities = report->vulnerabilities.size();
        return absl::OkStatus();
      },
      [&] { world.DecompressAll(); });
  state.SetLabel(world.label());
  state.counters["packages"] = static_cast<double>(packages);
  state.counters["problems"] = static_cast<double>(problems);
  state.counters["vulnerabilities"] = static_cast<double>(vulnerabilities);
}

// The same image again: its layers are known.
void Rescan(benchmark::State& state) {
  World& world = World::Get();
  if (!world.error().empty()) return state.SkipWithError(world.error().c_str());
  const auto pool = NewThreadPool(Threads() - 1);
  MemoryStore store;
  const auto first = Index(world, *pool, Scanners::kAll, store);
  if (!first.ok()) return state.SkipWithError(first.status().ToString().c_str());
  for (auto _ : state) {
    const auto index = Index(world, *pool, Scanners::kAll, store);
    if (!index.ok()) return state.SkipWithError(index.status().ToString().c_str());
  }
  state.SetItemsProcessed(state.iterations());
  state.SetLabel(world.label());
}

// Every built-in scanner and detector, beside a walk for nobody: what the scanners cost.
void AllScanners(benchmark::State& state) {
  World& world = World::Get();
  if (!world.error().empty()) return state.SkipWithError(world.error().c_str());
  const auto pool = NewThreadPool(Threads() - 1);
  Compare(
      state, world.decompressed(),
      [&] {
        MemoryStore store;
        return Index(world, *pool, Scanners::kAll, store).status();
      },
      [&] {
        MemoryStore store;
        benchmark::DoNotOptimize(Index(world, *pool, Scanners::kNone, store));
      });
  state.SetLabel(world.label());
}

BENCHMARK(ScanImage)->Name("scan/image")->Unit(benchmark::kMillisecond);
BENCHMARK(Rescan)->Name("scan/again")->Unit(benchmark::kMillisecond);
BENCHMARK(AllScanners)->Name("walk/scanners")->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace claircore
