// How fast image reports are matched against the largest real set of advisories there is, and what
// its compiled index takes. Items are whole reports, with the fields that people are shown.

#include <malloc.h>
#include <unistd.h>

#include <cstddef>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "benchmark/benchmark.h"
#include "claircore/builtin_matchers.h"
#include "claircore/builtin_versions.h"
#include "claircore/match_engine.h"
#include "claircore/segment_store.h"
#include "claircore/storage/memory/memory_store.h"
#include "tests/matching/feeds.h"
#include "tests/matching/reports.h"
#include "tests/matching/slow_matcher.h"

namespace claircore {
namespace {

namespace fs = std::filesystem;
using Reports = std::vector<std::shared_ptr<const IndexReport>>;

// A hash of verdicts, the same for the engine's and the slow matcher's.
size_t Checksum(const testing::Lines& lines) {
  size_t sum = lines.size();
  const auto mix = [&sum](std::string_view text) {
    sum = sum * 1000003 ^ std::hash<std::string_view>()(text);
  };
  for (const testing::Line& line : lines) {
    mix(line.package_id);
    mix(line.name);
    mix(line.updater);
    mix(line.package);
    mix(line.fixed_in_version);
    sum += static_cast<size_t>(line.kind);
  }
  return sum;
}

// Advisories, stores and the reports to match: made once, by the first benchmark that runs.
class World {
 public:
  static World& Get() {
    static World* const world = new World;  // never torn down: benchmarks have no end
    return *world;
  }

  const std::string& error() const { return error_; }
  const std::string& label() const { return label_; }
  const Reports& reports(size_t packages) const { return reports_.at(packages); }
  size_t checksum(size_t packages) const { return checksums_.at(packages); }
  double with_candidates() const { return with_candidates_; }
  double with_hits() const { return with_hits_; }

  MatchOptions Options() const {
    MatchOptions options;
    options.store = &store_->vulnerabilities();
    options.segments = segments_.get();
    AddBuiltinMatchers(options.matchers);
    AddBuiltinVersions(options.schemes);
    return options;
  }

 private:
  World() {
    const absl::Status status = Fill();
    if (!status.ok()) error_ = status.ToString();
  }

  absl::Status Fill() {
    const fs::path directory =
        fs::temp_directory_path() / ("claircore-match-bench-" + std::to_string(getpid()));
    fs::create_directories(directory);
    const absl::Status status = FillFrom(directory);
    std::error_code ignored;
    fs::remove_all(directory, ignored);  // what is mapped stays
    return status;
  }

  absl::Status FillFrom(const fs::path& directory) {
    // As a smoke test only the machinery counts.
    const bool test = std::getenv("TEST_TMPDIR") != nullptr;
    const std::string data = test ? "" : testing::SharedData();
    store_ = std::make_unique<MemoryStore>();
    label_ = data.empty() ? "generated advisories" : "all OSV packs, Alpine 3.3-3.11";
    const absl::Status loaded =
        data.empty() ? testing::LoadGenerated(store_->vulnerabilities())
                     : testing::LoadFeeds(data, testing::AllFeeds(), (directory / "feeds").string(),
                                          store_->vulnerabilities());
    if (!loaded.ok()) return loaded;
    if (const absl::Status status = Expect(test); !status.ok()) return status;
    auto segments = NewSegmentDirectory((directory / "segments").string());
    if (!segments.ok()) return segments.status();
    segments_ = *std::move(segments);
    malloc_trim(0);
    // Compiles, so that what follows maps.
    const auto engine = MatchEngine::Create(Context::Background(), Options());
    if (!engine.ok()) return engine.status();
    // Maps every segment for good: the directory goes away.
    auto kept = std::make_unique<KeptSegments>();
    const absl::Status status = kept->Load(*segments_);
    segments_ = std::move(kept);
    return status;
  }

  // A directory of segments read once and handed out from then on.
  class KeptSegments final : public SegmentStore {
   public:
    absl::Status Load(SegmentStore& from) {
      const auto names = from.List(Context::Background());
      if (!names.ok()) return names.status();
      for (const std::string& name : *names) {
        auto bytes = from.Open(Context::Background(), name);
        if (!bytes.ok()) return bytes.status();
        all_[name] = *std::move(bytes);
      }
      return absl::OkStatus();
    }
    absl::StatusOr<std::shared_ptr<const SharedBytes>> Open(const Context&,
                                                            std::string_view name) override {
      const auto it = all_.find(name);
      if (it == all_.end()) return absl::NotFoundError("no such segment");
      return it->second;
    }
    absl::Status Put(const Context&, std::string_view, std::string_view) override {
      return absl::PermissionDeniedError("read only");
    }
    absl::StatusOr<std::vector<std::string>> List(const Context&) override {
      return std::vector<std::string>();
    }
    absl::Status Delete(const Context&, std::string_view) override { return absl::OkStatus(); }

   private:
    std::map<std::string, std::shared_ptr<const SharedBytes>, std::less<>> all_;
  };

  // Makes the reports and what the slow matcher says of them.
  absl::Status Expect(bool test) {
    std::vector<testing::UpdaterAdvisories> all;
    const absl::Status read = testing::ReadAll(store_->vulnerabilities(), all);
    if (!read.ok()) return read;
    const testing::ReportMaker maker(all);
    VersionSchemeSet schemes;
    AddBuiltinVersions(schemes);
    testing::SlowMatcher slow(schemes);
    for (const auto& one : all) {
      for (const Advisory& advisory : one.advisories) slow.Add(one.updater, advisory);
    }
    size_t packages = 0, candidates = 0, hits = 0;
    // Few enough that they stay in the processor's caches, as a report does that was just read.
    for (const auto& [size, count] : {std::pair<size_t, size_t>(20, 64), {200, 12}, {2000, 2}}) {
      size_t checksum = 0;
      for (unsigned i = 0; i < (test ? 3 : count); ++i) {
        auto report = maker.Make(size, static_cast<unsigned>(size) + 7919 * i);
        const testing::Lines lines = slow.Match(*report);
        checksum = checksum * 31 + Checksum(lines);
        std::set<std::string> hit;
        for (const testing::Line& line : lines) hit.insert(line.package_id);
        packages += size;
        hits += hit.size();
        candidates += slow.CountWithCandidates(*report);
        reports_[size].push_back(std::move(report));
      }
      checksums_[size] = checksum;
    }
    with_candidates_ = static_cast<double>(candidates) / static_cast<double>(packages);
    with_hits_ = static_cast<double>(hits) / static_cast<double>(packages);
    if (with_candidates_ < 0.5 || with_hits_ < 0.1) {
      return absl::InternalError("the reports are too easy: " + std::to_string(with_candidates_) +
                                 " with candidates, " + std::to_string(with_hits_) + " with hits");
    }
    return absl::OkStatus();
  }

  std::string error_, label_;
  std::unique_ptr<MemoryStore> store_;
  std::unique_ptr<SegmentStore> segments_;
  std::map<size_t, Reports> reports_;
  std::map<size_t, size_t> checksums_;
  double with_candidates_ = 0, with_hits_ = 0;
};

// The most memory that this process had since ResetPeak(), or ever where that cannot be reset.
void ResetPeak() { std::ofstream("/proc/self/clear_refs") << 5; }

double Peak() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("VmHWM:")) return 1024.0 * std::strtod(line.c_str() + 6, nullptr);
  }
  return 0;
}

// Reads what a table of the report prints and what its details are.
size_t Print(const VulnerabilityReport& report) {
  size_t sum = 0;
  // By number, as a table looks each of them up again and again.
  std::vector<const Vulnerability*> numbered(report.vulnerabilities.size() + 1);
  const auto number = [](const std::string& id) {
    size_t n = 0;
    for (const char digit : id) n = n * 10 + static_cast<size_t>(digit - '0');
    return n;
  };
  for (const auto& [id, v] : report.vulnerabilities) {
    numbered[number(id)] = v.get();
    sum += v->description.size() + v->links.size() + v->aliases.size() + v->severity.size();
  }
  for (const auto& [package_id, ids] : report.package_vulnerabilities) {
    const Package& package = report.index->packages.find(package_id)->second;
    const auto& environments = report.index->environments.find(package_id)->second;
    for (const std::string& id : ids) {
      const Vulnerability& v = *numbered[number(id)];
      sum += package.name.size() + package.version.size() + v.name.size() +
             v.fixed_in_version.size() + SeverityName(v.normalized_severity).size() +
             environments.front().introduced_in.ToString().size();
    }
  }
  return sum + report.freshness.size() + report.indeterminate.size();
}

enum class Cache { kDefault, kNone, kFilled };

void Match(benchmark::State& state, size_t packages, Cache cache) {
  World& world = World::Get();
  if (!world.error().empty()) return state.SkipWithError(world.error().c_str());
  MatchOptions options = world.Options();
  if (cache == Cache::kNone) options.cache_bytes = 0;
  if (cache == Cache::kFilled) options.cache_bytes = size_t{1} << 30;
  const Context context = Context::Background();
  auto engine = MatchEngine::Create(context, std::move(options));
  if (!engine.ok()) return state.SkipWithError(engine.status().ToString().c_str());
  const Reports& reports = world.reports(packages);
  size_t checksum = 0;
  for (const auto& report : reports) {
    const auto matched = (*engine)->Match(context, report);
    if (!matched.ok()) return state.SkipWithError(matched.status().ToString().c_str());
    checksum = checksum * 31 + Checksum(testing::LinesOf(*matched));
  }
  if (checksum != world.checksum(packages)) {
    return state.SkipWithError("the verdicts are not those of the slow matcher");
  }
  ResetPeak();
  size_t next = 0;
  size_t vulnerabilities = 0;
  for (auto _ : state) {
    auto matched = (*engine)->Match(context, reports[next]);
    vulnerabilities += matched->vulnerabilities.size();
    benchmark::DoNotOptimize(Print(*matched));
    if (++next == reports.size()) next = 0;
  }
  state.SetItemsProcessed(state.iterations());
  state.SetLabel(world.label());
  state.counters["packages"] = static_cast<double>(packages);
  state.counters["vulnerabilities"] =
      static_cast<double>(vulnerabilities) / static_cast<double>(state.iterations());
  state.counters["with_candidates"] = world.with_candidates();
  state.counters["with_hits"] = world.with_hits();
  state.counters["peak_bytes"] = Peak();
}

void SizeCounters(benchmark::State& state, const MatchEngine& engine) {
  const MatchEngine::IndexSize size = engine.index_size();
  const auto bytes = static_cast<double>(size.bytes_hot + size.bytes_cold);
  state.counters["advisories"] = static_cast<double>(size.advisories);
  state.counters["ranges"] = static_cast<double>(size.ranges);
  state.counters["bytes_hot"] = static_cast<double>(size.bytes_hot);
  state.counters["bytes_cold"] = static_cast<double>(size.bytes_cold);
  state.counters["bytes_per_advisory"] = bytes / static_cast<double>(size.advisories);
  state.counters["bytes_per_range"] =
      static_cast<double>(size.bytes_hot) / static_cast<double>(size.ranges);
  state.counters["peak_bytes"] = Peak();
}

// From segments in the page cache to an engine that matches.
void Load(benchmark::State& state, bool compile) {
  World& world = World::Get();
  if (!world.error().empty()) return state.SkipWithError(world.error().c_str());
  std::unique_ptr<MatchEngine> last;
  ResetPeak();
  for (auto _ : state) {
    last.reset();
    MatchOptions options = world.Options();
    if (compile) options.segments = nullptr;
    auto engine = MatchEngine::Create(Context::Background(), std::move(options));
    if (!engine.ok()) return state.SkipWithError(engine.status().ToString().c_str());
    last = *std::move(engine);
  }
  state.SetItemsProcessed(state.iterations());
  state.SetLabel(world.label());
  SizeCounters(state, *last);
}

// NOLINTBEGIN: Google Benchmark's way to name them
BENCHMARK_CAPTURE(Match, _, 20, Cache::kDefault)->Name("match/20")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Match, _, 20, Cache::kNone)->Name("match/20/cold")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Match, _, 20, Cache::kFilled)
    ->Name("match/20/warm")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Match, _, 200, Cache::kDefault)->Name("match/200")->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Match, _, 200, Cache::kNone)
    ->Name("match/200/cold")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Match, _, 200, Cache::kFilled)
    ->Name("match/200/warm")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Match, _, 2000, Cache::kDefault)
    ->Name("match/2000")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Match, _, 2000, Cache::kNone)
    ->Name("match/2000/cold")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Match, _, 2000, Cache::kFilled)
    ->Name("match/2000/warm")
    ->Unit(benchmark::kMicrosecond);
BENCHMARK_CAPTURE(Load, _, false)->Name("match/load")->Unit(benchmark::kMillisecond);
BENCHMARK_CAPTURE(Load, _, true)->Name("match/compile")->Unit(benchmark::kMillisecond);
// NOLINTEND

}  // namespace
}  // namespace claircore
