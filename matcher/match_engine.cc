#include "claircore/match_engine.h"

#include <algorithm>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/guard.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "matcher/affected_manifests.h"
#include "matcher/archive_names.h"
#include "matcher/artifact_names.h"
#include "matcher/compiled_index.h"
#include "matcher/coverage_builder.h"
#include "matcher/evaluator.h"
#include "matcher/index_loader.h"
#include "matcher/matcher_table.h"
#include "matcher/ownership.h"
#include "matcher/parallel.h"
#include "matcher/record_reader.h"
#include "matcher/report_builder.h"
#include "matcher/repository_maps.h"
#include "matcher/scratch.h"
#include "matcher/scratch_pool.h"
#include "matcher/vulnerability_cache.h"

namespace claircore::inline v0 {
namespace {

using matcher::CompiledIndex;
using matcher::RepositoryMaps;
using matcher::Scratch;

class StoreReader final : public EnrichmentReader {
 public:
  StoreReader(VulnerabilityStore& store, std::string_view updater)
      : store_(store), updater_(updater) {}
  absl::StatusOr<std::vector<EnrichmentRecord>> Find(const Context& context,
                                                     std::span<const std::string> tags) override {
    auto found = store_.FindEnrichments(context, updater_, tags);
    status_.Update(found.status());
    return found;
  }
  // The first thing that the store failed with.
  const absl::Status& status() const { return status_; }

 private:
  VulnerabilityStore& store_;
  std::string_view updater_;
  absl::Status status_;
};

class Engine final : public MatchEngine {
 public:
  explicit Engine(MatchOptions options)
      : options_(std::move(options)),
        loader_(options_),
        mappings_(matcher::MappingsOf(options_.matchers)),
        matchers_(options_.matchers),
        cache_(options_.direct ? 0 : options_.cache_bytes) {}

  absl::Status Refresh(const Context& context) override {
    std::lock_guard refreshing(refresh_mutex_);  // matching does not take it
    const Data previous = data();
    absl::StatusOr<std::shared_ptr<const CompiledIndex>> loaded =
        options_.direct ? loader_.LoadKeys(context, {}, previous.index.get())
                        : loader_.Load(context, previous.index.get());
    CLAIRCORE_RETURN_IF_ERROR(loaded.status());
    CLAIRCORE_ASSIGN_OR_RETURN(
        auto repositories,
        RepositoryMaps::Load(context, *options_.store, mappings_, previous.repositories.get()));
    std::lock_guard lock(data_mutex_);
    data_ = {*std::move(loaded), std::move(repositories)};
    return absl::OkStatus();
  }

  using MatchEngine::Match;
  absl::StatusOr<VulnerabilityReport> Match(const Context& context,
                                            std::shared_ptr<const IndexReport> report) override {
    if (report == nullptr) return absl::InvalidArgumentError("null index report");
    const matcher::ScratchPool::Lease scratch = scratches_.Take();
    Data current = data();
    if (options_.direct) {
      CLAIRCORE_ASSIGN_OR_RETURN(current.index, DirectIndex(context, *report, current, *scratch));
    }
    return MatchWith(context, std::move(report), current, *scratch);
  }

  absl::Status MatchMany(
      const Context& context, std::span<const std::shared_ptr<const IndexReport>> reports,
      absl::FunctionRef<absl::Status(size_t, VulnerabilityReport)> visit) override {
    const size_t threads = options_.executor == nullptr ? 0 : options_.executor->parallelism();
    const size_t slots = 4 * (threads + 1);
    std::vector<std::optional<absl::StatusOr<VulnerabilityReport>>> made(slots);
    return matcher::InOrder(
        options_.executor, reports.size(), slots,
        [&](size_t i, size_t slot) { made[slot] = Match(context, reports[i]); },
        [&](size_t i, size_t slot) -> absl::Status {
          absl::StatusOr<VulnerabilityReport> report = *std::exchange(made[slot], std::nullopt);
          CLAIRCORE_RETURN_IF_ERROR(report.status());
          return visit(i, *std::move(report));
        });
  }

  absl::Status Affected(const Context& context, const UpdateDiff& diff, IndexStore& store,
                        absl::FunctionRef<absl::Status(const AffectedManifest&)> visit) override {
    Data current = data();
    if (options_.direct) {
      std::set<PackageKey> keys;
      for (const auto* side : {&diff.added, &diff.removed}) {
        for (const Advisory& advisory : *side) {
          for (const auto& affected : advisory.affected) keys.insert(affected.key);
        }
      }
      const std::vector<PackageKey> list(keys.begin(), keys.end());
      CLAIRCORE_ASSIGN_OR_RETURN(current.index,
                                 loader_.LoadKeys(context, list, current.index.get()));
    }
    return matcher::FindAffectedManifests(context, diff, *current.index, *current.repositories,
                                          loader_, matchers_, store, visit);
  }

  std::vector<Freshness> freshness() const override { return data().index->freshness(); }
  IndexSize index_size() const override { return data().index->Size(); }

 private:
  // What updaters brought. Null before the first Refresh() only.
  struct Data {
    std::shared_ptr<const CompiledIndex> index;
    std::shared_ptr<const RepositoryMaps> repositories;
  };
  Data data() const {
    std::lock_guard lock(data_mutex_);
    return data_;
  }

  // All that the store has on the packages of one report.
  absl::StatusOr<std::shared_ptr<const CompiledIndex>> DirectIndex(const Context& context,
                                                                   const IndexReport& report,
                                                                   const Data& current,
                                                                   Scratch& scratch) const {
    std::set<PackageKey> keys, artifacts;
    IndexRecord record;
    matcher::RepositoryExtender extender(*current.repositories, scratch);
    matcher::ArchiveNames archives(*options_.store);
    for (matcher::RecordReader reader(report, scratch); reader.Next(record);) {
      // Which occurrences count is not known yet; all of them ask for the most.
      const auto any = [](const Environment&) { return true; };
      if (reader.owned()) reader.Read(reader.place(), any, record);
      extender.Extend(record);
      CLAIRCORE_RETURN_IF_ERROR(Rename(context, record, archives));
      matcher::CollectKeys(matchers_, record, scratch);
      for (const matcher::WantedKey& key : scratch.keys) {
        keys.insert({std::string(key.ns), std::string(key.name), std::string(key.scheme)});
      }
      for (const matcher::WantedArtifact& one : scratch.artifacts) {
        artifacts.insert({std::string(one.ns), std::string(one.artifact), std::string(one.scheme)});
      }
    }
    CLAIRCORE_RETURN_IF_ERROR(loader_.AddNames(context, artifacts, *current.index, keys));
    const std::vector<PackageKey> list(keys.begin(), keys.end());
    return loader_.LoadKeys(context, list, current.index.get());
  }

  absl::StatusOr<VulnerabilityReport> MatchWith(const Context& context,
                                                std::shared_ptr<const IndexReport> report,
                                                const Data& current, Scratch& scratch) {
    matcher::ReportBuilder builder(*current.index, scratch);
    matcher::Evaluator evaluator(*current.index, current.index->artifacts(), matchers_, scratch);
    matcher::CoverageBuilder coverage(*current.index, *current.repositories, *report, scratch);
    matcher::RepositoryExtender extender(*current.repositories, scratch);
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    matcher::ArchiveNames archives(*options_.store);
    const auto evaluate = [&](const IndexRecord& own) -> absl::Status {
      if (own.package->type != kArchives) return evaluator.Evaluate(context, own);
      IndexRecord renamed = own;
      CLAIRCORE_RETURN_IF_ERROR(Rename(context, renamed, archives));
      CLAIRCORE_RETURN_IF_ERROR(evaluator.Evaluate(context, renamed));
      const Package& as = *renamed.package;
      if (as.name != own.package->name || as.version != own.package->version) {
        scratch.basis.assumed.push_back({as.name, as.version, AssumedName::Basis::kChecksum});
      }
      return absl::OkStatus();
    };
    IndexRecord record;
    matcher::RecordReader reader(*report, scratch);
    while (reader.Next(record)) {
      if (reader.owned()) {
        coverage.Defer(reader.place());
        continue;
      }
      extender.Extend(record);
      CLAIRCORE_RETURN_IF_ERROR(evaluate(record));
      builder.Add(reader.place().package->first);
      coverage.Add(record);
    }
    // What a system package owns is left to it where it was judged.
    coverage.OrderDeferred();
    for (const matcher::ReportPlace& place : scratch.owned) {
      const auto counts = [&](const Environment& e) {
        return !matcher::IsOwned(e, place.package->first) ||
               !coverage.Answers(e.owner_id, place.package->second);
      };
      if (!reader.Read(place, counts, record)) {
        coverage.AddOwned(place, record);
        continue;
      }
      extender.Extend(record);
      CLAIRCORE_RETURN_IF_ERROR(evaluate(record));
      builder.Add(place.package->first);
      coverage.AddDeferred(place, record);
    }
    VulnerabilityReport result;
    result.coverage = coverage.Finish();
    result.index = std::move(report);
    result.freshness = current.index->freshness();
    for (const auto& map : current.repositories->all()) map->Report(result);
    CLAIRCORE_RETURN_IF_ERROR(builder.Finish(cache_, result));
    for (const auto& enricher : options_.enrichers) {
      CLAIRCORE_RETURN_IF_ERROR(Enrich(context, *enricher, result));
    }
    CLAIRCORE_RETURN_IF_ERROR(current.index->damage());
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    return result;
  }

  // The record of a Java archive whose checksum the data know is that of what it is. Its
  // occurrences say where a name came from that does not count any more.
  static absl::Status Rename(const Context& context, IndexRecord& record,
                             matcher::ArchiveNames& archives) {
    if (record.package->type != kArchives) return absl::OkStatus();
    CLAIRCORE_ASSIGN_OR_RETURN(const Package* package, archives.Find(context, record));
    if (package == nullptr) return absl::OkStatus();
    record.package = package;
    record.environments = {};
    return absl::OkStatus();
  }
  static constexpr std::string_view kArchives = "maven";  // the type of packages

  // An enricher that fails is a problem of the report; a store that does, an error.
  absl::Status Enrich(const Context& context, const Enricher& enricher,
                      VulnerabilityReport& report) {
    StoreReader reader(*options_.store, enricher.name());
    absl::StatusOr<Enrichment> added =
        internal::Guarded([&] { return enricher.Enrich(context, reader, report); });
    CLAIRCORE_RETURN_IF_ERROR(reader.status());
    if (added.ok()) {
      if (!added->json.empty()) report.enrichments[added->type] = std::move(added->json);
      return absl::OkStatus();
    }
    context.observer().Log(LogLevel::kError,
                           absl::StrCat("enricher ", internal::ToAbsl(enricher.name()), ": ",
                                        added.status().ToString()));
    Problem& problem = report.match_problems.emplace_back();
    problem.scanner = enricher.name();
    problem.code = absl::StatusCodeToString(added.status().code());
    problem.message = internal::ToStd(added.status().message());
    return absl::OkStatus();
  }

  const MatchOptions options_;
  const matcher::IndexLoader loader_;
  const std::vector<const RepositoryMapping*> mappings_;
  const matcher::MatcherTable matchers_;
  matcher::VulnerabilityCache cache_;
  matcher::ScratchPool scratches_;
  std::mutex refresh_mutex_;
  mutable std::mutex data_mutex_;
  Data data_;  // guarded by data_mutex_
};

// Every entrance, guarded.
class GuardedEngine final : public MatchEngine {
 public:
  explicit GuardedEngine(MatchOptions options) : engine_(std::move(options)) {}

  absl::Status Refresh(const Context& context) override {
    return internal::Guarded([&] { return engine_.Refresh(context); });
  }
  using MatchEngine::Match;
  absl::StatusOr<VulnerabilityReport> Match(const Context& context,
                                            std::shared_ptr<const IndexReport> report) override {
    return internal::Guarded([&] { return engine_.Match(context, std::move(report)); });
  }
  absl::Status MatchMany(
      const Context& context, std::span<const std::shared_ptr<const IndexReport>> reports,
      absl::FunctionRef<absl::Status(size_t, VulnerabilityReport)> visit) override {
    return internal::Guarded([&] { return engine_.MatchMany(context, reports, visit); });
  }
  absl::Status Affected(const Context& context, const UpdateDiff& diff, IndexStore& store,
                        absl::FunctionRef<absl::Status(const AffectedManifest&)> visit) override {
    return internal::Guarded([&] { return engine_.Affected(context, diff, store, visit); });
  }
  std::vector<Freshness> freshness() const override { return engine_.freshness(); }
  IndexSize index_size() const override { return engine_.index_size(); }

 private:
  Engine engine_;
};

absl::Status Validate(const MatchOptions& options) {
  if (options.store == nullptr) return absl::InvalidArgumentError("MatchOptions::store is null");
  if (options.matchers.empty()) {
    return absl::InvalidArgumentError("MatchOptions::matchers is empty");
  }
  std::set<std::string_view> names;
  for (const auto& matcher : options.matchers) {
    if (matcher == nullptr) {
      return absl::InvalidArgumentError("MatchOptions::matchers holds a null");
    }
    if (!names.insert(matcher->name()).second) {
      return absl::InvalidArgumentError(absl::StrCat("MatchOptions::matchers: two are called ",
                                                     internal::ToAbsl(matcher->name())));
    }
  }
  if (options.schemes.all().empty()) {
    return absl::InvalidArgumentError("MatchOptions::schemes is empty");
  }
  for (const auto& enricher : options.enrichers) {
    if (enricher == nullptr) {
      return absl::InvalidArgumentError("MatchOptions::enrichers holds a null");
    }
  }
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<std::unique_ptr<MatchEngine>> MatchEngine::Create(const Context& context,
                                                                 MatchOptions options) {
  return internal::Guarded([&]() -> absl::StatusOr<std::unique_ptr<MatchEngine>> {
    CLAIRCORE_RETURN_IF_ERROR(Validate(options));
    auto engine = std::make_unique<GuardedEngine>(std::move(options));
    CLAIRCORE_RETURN_IF_ERROR(engine->Refresh(context));
    return absl::StatusOr<std::unique_ptr<MatchEngine>>(std::move(engine));
  });
}

}  // namespace claircore::inline v0
