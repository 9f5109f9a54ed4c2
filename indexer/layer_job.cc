#include "indexer/layer_job.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/guard.h"
#include "claircore/internal/status_macros.h"
#include "indexer/layer_paths.h"
#include "indexer/reportable.h"

namespace claircore::internal {
namespace {

constexpr size_t kNone = std::numeric_limits<size_t>::max();

}  // namespace

LayerJob::LayerJob(const Context& context, const LayerServices& services,
                   const LayerDescription& layer, std::vector<bool> missing, WorkQueue& queue,
                   std::function<void()> ended)
    : services_(services),
      layer_(layer),
      context_(context.WithStopToken(stop_.get_token())),
      missing_(std::move(missing)),
      queue_(queue),
      ended_(std::move(ended)),
      findings_(missing_.size()),
      failed_(kNone) {}

void LayerJob::Start() {
  bool complete = false;
  absl::Status status = Guarded([&]() -> absl::Status {
    CLAIRCORE_RETURN_IF_ERROR(Load());
    complete = std::find(missing_.begin(), missing_.end(), true) == missing_.end();
    return complete ? absl::OkStatus() : Walk();
  });
  if (!status.ok() || complete) return End(std::move(status));

  std::vector<size_t> scanners;
  for (size_t i = 0; i < services_.plan->scanners.size(); ++i) {
    if (missing_[i]) scanners.push_back(i);
  }
  left_ = scanners.size();  // no scan runs yet
  if (scanners.empty()) return End(Guarded([&] { return Store(); }));
  // Before the next layer is read, as what this one keeps in memory goes when its scans are done.
  for (size_t i = scanners.size(); i-- > 0;) {
    queue_.AddFirst([this, scanner = scanners[i]] { Scan(scanner); });
  }
}

absl::Status LayerJob::Load() {
  CLAIRCORE_RETURN_IF_ERROR(context_.Check());
  const ScannerPlan& plan = *services_.plan;
  std::vector<ScannerId> ids;
  std::vector<size_t> numbers;
  for (size_t i = 0; i < missing_.size(); ++i) {
    if (missing_[i]) continue;
    ids.push_back(plan.store_ids[i]);
    numbers.push_back(i);
  }
  if (ids.empty()) return absl::OkStatus();
  auto loaded = services_.store->GetLayerFindings(context_, layer_.digest, ids);
  if (absl::IsNotFound(loaded.status())) {
    // Somebody deleted the layer since the store was asked.
    missing_.assign(missing_.size(), true);
    return absl::OkStatus();
  }
  CLAIRCORE_RETURN_IF_ERROR(loaded.status());
  if (loaded->size() != ids.size()) {
    return absl::InternalError("the index store returned findings of another number of scanners");
  }
  for (size_t i = 0; i < ids.size(); ++i) findings_[numbers[i]] = std::move((*loaded)[i]);
  if (missing_[plan.path_table()]) return absl::OkStatus();
  absl::StatusOr<PathTable> paths =
      PathTable::Decode(context_, findings_[plan.path_table()].path_table);
  if (paths.ok()) {
    paths_ = std::make_shared<const PathTable>(*std::move(paths));
  } else {
    missing_[plan.path_table()] = true;  // damaged in the store: made anew
  }
  return absl::OkStatus();
}

absl::Status LayerJob::Walk() {
  const ScannerPlan& plan = *services_.plan;
  const auto began = context_.clock().Steady();
  const std::vector<bool> active(missing_.begin(), missing_.begin() + plan.scanners.size());
  CLAIRCORE_ASSIGN_OR_RETURN(walked_,
                             services_.walker->Walk(context_, *services_.fetcher, layer_, active));
  CLAIRCORE_RETURN_IF_ERROR(services_.usage->Add(walked_->stats()));
  CLAIRCORE_ASSIGN_OR_RETURN(PathTable paths, MakePathTable(context_, *walked_));
  CLAIRCORE_RETURN_IF_ERROR(context_.Check());
  // Every walk stores what was wrong with the layer as such, beside what earlier walks, for other
  // scanners, had to say.
  LayerFindings& own = findings_[plan.path_table()];
  CLAIRCORE_ASSIGN_OR_RETURN(own.path_table, paths.Encode(context_));
  for (Problem problem : walked_->problems()) {
    problem.layer = layer_.digest;
    own.problems.push_back(std::move(problem));
  }
  std::sort(own.problems.begin(), own.problems.end());
  own.problems.erase(std::unique(own.problems.begin(), own.problems.end()), own.problems.end());
  missing_[plan.path_table()] = true;
  paths_ = std::make_shared<const PathTable>(std::move(paths));

  const walk::WalkStats& stats = walked_->stats();
  Observer& observer = context_.observer();
  observer.Count("index.layer.bytes", static_cast<int64_t>(stats.decompressed_bytes));
  observer.Count("index.layer.compressed_bytes", static_cast<int64_t>(stats.compressed_bytes));
  observer.Count("index.layer.spooled_bytes", static_cast<int64_t>(stats.spooled_bytes));
  observer.Span("index.walk", layer_.digest.ToString(), context_.clock().Steady() - began);
  return absl::OkStatus();
}

void LayerJob::Scan(size_t scanner) {
  bool wanted = false;
  {
    std::lock_guard lock(mutex_);
    wanted = scanner < failed_;  // an earlier one's failure is what will be reported
  }
  absl::Status status;
  if (wanted) status = context_.Check();
  if (wanted && status.ok()) status = Guarded([&] { return ScanOne(scanner); });
  bool last = false;
  {
    std::lock_guard lock(mutex_);
    if (!status.ok() && scanner < failed_) {
      failed_ = scanner;
      scan_status_ = std::move(status);
    }
    last = --left_ == 0;
  }
  if (last) Scanned();
}

absl::Status LayerJob::ScanOne(size_t scanner) {
  const auto began = context_.clock().Steady();
  const std::unique_ptr<LayerView> view = walked_->ViewFor(scanner);
  const PlannedScanner& planned = services_.plan->scanners[scanner];
  ScanSetting setting = *services_.setting;
  setting.wanted = [this](std::string_view path) {
    return MayBeReported(*services_.walker, *walked_, path);
  };
  absl::StatusOr<LayerFindings> found = RunScanner(context_, planned, setting, *view);
  if (found.ok()) findings_[scanner] = *std::move(found);
  context_.observer().Span("index.scan", planned.id.name, context_.clock().Steady() - began);
  return found.status();
}

void LayerJob::Scanned() {
  walked_.reset();
  absl::Status status;
  {
    std::lock_guard lock(mutex_);
    status = scan_status_;
  }
  if (status.ok()) status = Guarded([&] { return Store(); });
  End(std::move(status));
}

absl::Status LayerJob::Store() {
  CLAIRCORE_RETURN_IF_ERROR(context_.Check());
  if (packages() > services_.setting->limits->max_packages) {
    return absl::ResourceExhaustedError(absl::StrCat("layer ", layer_.digest.ToString(),
                                                     ": more packages than max_packages (",
                                                     services_.setting->limits->max_packages, ")"));
  }
  if (services_.lock != nullptr && services_.lock->lost()) {
    return absl::AbortedError("the lock on the manifest was lost");
  }
  std::vector<ScannerFindings> put;
  for (size_t i = 0; i < missing_.size(); ++i) {
    if (missing_[i]) put.push_back({services_.plan->store_ids[i], std::move(findings_[i])});
  }
  CLAIRCORE_RETURN_IF_ERROR(services_.store->PutLayerFindings(context_, layer_.digest, put));
  for (size_t i = 0, p = 0; i < missing_.size(); ++i) {
    if (missing_[i]) findings_[i] = std::move(put[p++].findings);
  }
  scanned_ = true;
  return absl::OkStatus();
}

void LayerJob::End(absl::Status status) {
  status_ = std::move(status);
  walked_.reset();
  ended_();
}

uint64_t LayerJob::packages() const {
  uint64_t packages = 0;
  for (const LayerFindings& findings : findings_) packages += findings.packages.size();
  return packages;
}

uint64_t LayerJob::path_bytes() const { return paths_ == nullptr ? 0 : paths_->bytes(); }

ScannedLayer LayerJob::TakeResult() {
  findings_[services_.plan->path_table()].path_table.clear();  // `paths_` has it
  return {std::move(paths_), std::make_shared<std::vector<LayerFindings>>(std::move(findings_))};
}

}  // namespace claircore::internal
