#include "claircore/indexer.h"

#include <algorithm>
#include <cstddef>
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
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "indexer/coalesce/image.h"
#include "indexer/image_phase.h"
#include "indexer/layer_stage.h"
#include "indexer/linked_names.h"
#include "indexer/linked_stage.h"
#include "indexer/scanner_plan.h"
#include "indexer/sinks.h"
#include "indexer/walk/layer_walker.h"
#include "indexer/work_queue.h"

namespace claircore::inline v0 {
namespace {

using internal::ScannerPlan;

constexpr std::string_view kFinished = "IndexFinished";

absl::Status CheckLimits(const IndexLimits& limits) {
  const struct {
    const char* name;
    uint64_t value;
  } fields[] = {
      {"max_contents_bytes", limits.max_contents_bytes},
      {"max_file_bytes", limits.max_file_bytes},
      {"max_path_bytes", limits.max_path_bytes},
      {"max_layer_bytes", limits.max_layer_bytes},
      {"max_entries", limits.max_entries},
      {"max_compression_ratio", limits.max_compression_ratio},
      {"max_spooled_layer_bytes", limits.max_spooled_layer_bytes},
      {"max_packages", limits.max_packages},
      {"max_image_bytes", limits.max_image_bytes},
      {"max_image_entries", limits.max_image_entries},
      {"max_buffered_bytes", limits.max_buffered_bytes},
      {"max_buffered_file_bytes", limits.max_buffered_file_bytes},
      {"max_layers", limits.max_layers},
  };
  for (const auto& field : fields) {
    if (field.value == 0) {
      return absl::InvalidArgumentError(absl::StrCat("limits.", field.name, " is 0"));
    }
  }
  // Paths longer than a table takes would fail a layer instead of giving a Problem.
  if (limits.max_path_bytes > internal::PathTable::kMaxPathBytes / 3) {
    return absl::InvalidArgumentError(absl::StrCat("limits.max_path_bytes is more than ",
                                                   internal::PathTable::kMaxPathBytes / 3));
  }
  return absl::OkStatus();
}

class IndexerImpl final : public Indexer {
 public:
  IndexerImpl(IndexerOptions options, ScannerPlan plan, std::unique_ptr<TemporaryStorage> temporary,
              std::unique_ptr<const walk::LayerWalker> walker)
      : options_(std::move(options)),
        plan_(std::move(plan)),
        temporary_(std::move(temporary)),
        walker_(std::move(walker)),
        state_(internal::StateOf(plan_, options_.limits)) {
    setting_.limits = &options_.limits;
    setting_.on_error = options_.on_scanner_error;
  }

  const std::string& state() const override { return state_; }

  absl::StatusOr<IndexReport> Index(const Context& context, const Manifest& manifest) override {
    const auto began = context.clock().Steady();
    CLAIRCORE_RETURN_IF_ERROR(Check(context, manifest));
    CLAIRCORE_ASSIGN_OR_RETURN(std::optional<IndexReport> known, Known(context, manifest));
    if (known.has_value()) return *std::move(known);
    std::unique_ptr<Lock> lock;
    if (options_.locker != nullptr) {
      CLAIRCORE_ASSIGN_OR_RETURN(
          lock, options_.locker->Acquire(
                    context, absl::StrCat("claircore.index:", manifest.digest.ToString())));
      // Whoever held it may have done the work.
      CLAIRCORE_ASSIGN_OR_RETURN(known, Known(context, manifest));
      if (known.has_value()) return *std::move(known);
    }
    CLAIRCORE_RETURN_IF_ERROR(Register(context));
    CLAIRCORE_ASSIGN_OR_RETURN(IndexReport report, Make(context, manifest, lock.get()));
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (lock != nullptr && lock->lost()) {
      return absl::AbortedError("the lock on the manifest was lost");
    }
    CLAIRCORE_RETURN_IF_ERROR(options_.store->PutIndexReport(context, manifest, report, state_));
    context.observer().Span("index.manifest", manifest.digest.ToString(),
                            context.clock().Steady() - began);
    return report;
  }

  absl::StatusOr<Stored> GetIndexReport(const Context& context, const Digest& manifest) override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(IndexStore::StoredReport stored,
                               options_.store->GetIndexReport(context, manifest));
    return Stored{std::move(stored.report), stored.state == state_};
  }

  absl::StatusOr<std::vector<Digest>> DeleteManifests(const Context& context,
                                                      std::span<const Digest> manifests) override {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    return options_.store->DeleteManifests(context, manifests);
  }

 private:
  absl::Status Check(const Context& context, const Manifest& manifest) const {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (manifest.digest.empty()) return absl::InvalidArgumentError("manifest.digest is empty");
    if (manifest.layers.size() > options_.limits.max_layers) {
      return absl::ResourceExhaustedError(
          absl::StrCat("manifest ", manifest.digest.ToString(), ": ", manifest.layers.size(),
                       " layers are more than max_layers (", options_.limits.max_layers, ")"));
    }
    for (size_t i = 0; i < manifest.layers.size(); ++i) {
      if (manifest.layers[i].digest.empty()) {
        return absl::InvalidArgumentError(absl::StrCat("manifest.layers[", i, "].digest is empty"));
      }
    }
    return absl::OkStatus();
  }

  // The stored report, if it is what Index() would make.
  absl::StatusOr<std::optional<IndexReport>> Known(const Context& context,
                                                   const Manifest& manifest) const {
    auto stored = options_.store->GetIndexReport(context, manifest.digest);
    if (absl::IsNotFound(stored.status())) return std::nullopt;
    CLAIRCORE_RETURN_IF_ERROR(stored.status());
    if (stored->state != state_ || !stored->report.success) return std::nullopt;
    // A digest names one manifest, but nothing has checked that the host's does.
    const std::vector<Digest>& layers = stored->report.layers;
    if (layers.size() != manifest.layers.size()) return std::nullopt;
    for (size_t i = 0; i < layers.size(); ++i) {
      if (layers[i] != manifest.layers[i].digest) return std::nullopt;
    }
    context.observer().Count("index.reports.reused", 1);
    return std::move(stored->report);
  }

  absl::Status Register(const Context& context) {
    {
      std::lock_guard lock(mutex_);
      if (registered_) return absl::OkStatus();
    }
    CLAIRCORE_RETURN_IF_ERROR(options_.store->RegisterScanners(context, plan_.store_ids));
    std::lock_guard lock(mutex_);
    registered_ = true;
    return absl::OkStatus();
  }

  absl::StatusOr<IndexReport> Make(const Context& context, const Manifest& manifest,
                                   const Lock* lock) {
    // A layer that stands in the manifest twice is scanned once.
    std::vector<LayerDescription> distinct;
    internal::HashMap<Digest, size_t> numbers;
    for (const LayerDescription& layer : manifest.layers) {
      if (numbers.try_emplace(layer.digest, distinct.size()).second) distinct.push_back(layer);
    }
    internal::WorkQueue queue(options_.executor);
    internal::ImageUsage usage(options_.limits);
    const internal::LayerServices services{
        options_.store, options_.fetcher, walker_.get(), &plan_, &setting_, lock, &usage};
    std::vector<internal::LayerOfImage> layers;
    {
      CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<internal::ScannedLayer> scanned,
                                 internal::ScanLayers(context, services, distinct, queue));
      for (const LayerDescription& layer : manifest.layers) {
        const internal::ScannedLayer& one = scanned[numbers.at(layer.digest)];
        layers.push_back({layer.digest, one.paths, one.findings});
      }
    }
    std::vector<std::shared_ptr<const internal::PathTable>> paths;
    for (const internal::LayerOfImage& layer : layers) paths.push_back(layer.paths);
    CLAIRCORE_ASSIGN_OR_RETURN(std::shared_ptr<const internal::Overlay> overlay,
                               internal::LayOver(context, paths));
    CLAIRCORE_ASSIGN_OR_RETURN(
        const internal::LinkedNames linked,
        internal::FindLinkedNames(context, plan_, walker_->dispatch(), *overlay, paths));
    paths.clear();
    CLAIRCORE_RETURN_IF_ERROR(internal::DropStale(context, linked.stale, layers));
    CLAIRCORE_RETURN_IF_ERROR(
        internal::ScanLinkedNames(context, services, manifest.layers, linked.names, layers));
    CLAIRCORE_ASSIGN_OR_RETURN(
        IndexReport report, internal::MakeReport(context, plan_, options_.limits, std::move(layers),
                                                 std::move(overlay), queue));
    if (!linked.complete) {
      Problem problem;
      problem.code = "RESOURCE_EXHAUSTED";
      problem.message = "the image's links lead to more files than are looked at";
      report.problems.push_back(std::move(problem));
      std::sort(report.problems.begin(), report.problems.end());
    }
    report.manifest_hash = manifest.digest;
    report.state = kFinished;
    report.success = true;
    for (const LayerDescription& layer : manifest.layers) report.layers.push_back(layer.digest);
    return report;
  }

  const IndexerOptions options_;
  const ScannerPlan plan_;
  const std::unique_ptr<TemporaryStorage> temporary_;  // null when the host has its own
  const std::unique_ptr<const walk::LayerWalker> walker_;
  const std::string state_;
  internal::ScanSetting setting_;
  std::mutex mutex_;
  bool registered_ = false;  // guarded by mutex_
};

// Every entrance, guarded.
class GuardedIndexer final : public Indexer {
 public:
  explicit GuardedIndexer(std::unique_ptr<IndexerImpl> indexer) : indexer_(std::move(indexer)) {}

  const std::string& state() const override { return indexer_->state(); }
  absl::StatusOr<IndexReport> Index(const Context& context, const Manifest& manifest) override {
    return internal::Guarded([&] { return indexer_->Index(context, manifest); });
  }
  absl::StatusOr<Stored> GetIndexReport(const Context& context, const Digest& manifest) override {
    return internal::Guarded([&] { return indexer_->GetIndexReport(context, manifest); });
  }
  absl::StatusOr<std::vector<Digest>> DeleteManifests(const Context& context,
                                                      std::span<const Digest> manifests) override {
    return internal::Guarded([&] { return indexer_->DeleteManifests(context, manifests); });
  }

 private:
  const std::unique_ptr<IndexerImpl> indexer_;
};

absl::StatusOr<std::unique_ptr<Indexer>> Make(IndexerOptions options) {
  if (options.store == nullptr) return absl::InvalidArgumentError("store is null");
  if (options.fetcher == nullptr) return absl::InvalidArgumentError("fetcher is null");
  CLAIRCORE_RETURN_IF_ERROR(CheckLimits(options.limits));
  CLAIRCORE_ASSIGN_OR_RETURN(ScannerPlan plan, internal::MakePlan(std::move(options.ecosystems)));
  std::unique_ptr<TemporaryStorage> temporary;
  if (options.temporary == nullptr) {
    temporary = NewTemporaryDirectory();
    options.temporary = temporary.get();
  }
  std::vector<std::shared_ptr<const LayerScanner>> scanners;
  for (const internal::PlannedScanner& scanner : plan.scanners) scanners.push_back(scanner.base);
  CLAIRCORE_ASSIGN_OR_RETURN(std::unique_ptr<const walk::LayerWalker> walker,
                             walk::LayerWalker::Create(std::move(scanners), options.limits,
                                                       options.temporary, options.executor));
  return std::make_unique<GuardedIndexer>(std::make_unique<IndexerImpl>(
      std::move(options), std::move(plan), std::move(temporary), std::move(walker)));
}

}  // namespace

absl::StatusOr<std::unique_ptr<Indexer>> Indexer::Create(IndexerOptions options) {
  return internal::Guarded([&] { return Make(std::move(options)); });
}

}  // namespace claircore::inline v0
