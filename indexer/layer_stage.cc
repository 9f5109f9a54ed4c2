#include "indexer/layer_stage.h"

#include <cstddef>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/guard.h"
#include "claircore/internal/status_macros.h"
#include "indexer/layer_job.h"

namespace claircore::internal {
namespace {

// The jobs of one call.
class Jobs {
 public:
  Jobs(const Context& context, const LayerServices& services,
       std::span<const LayerDescription> layers, const std::vector<bool>& there, WorkQueue& queue)
      : context_(context), limits_(*services.setting->limits) {
    const size_t scanners = services.plan->store_ids.size();
    for (size_t i = 0; i < layers.size(); ++i) {
      std::vector<bool> missing(scanners);
      for (size_t s = 0; s < scanners; ++s) missing[s] = !there[i * scanners + s];
      jobs_.push_back(std::make_unique<LayerJob>(context, services, layers[i], std::move(missing),
                                                 queue, [this, i] { Ended(i); }));
    }
  }

  // Runs them all. This object may go when it returns, not before.
  absl::Status Run(WorkQueue& queue) {
    absl::Status status = Guarded([&]() -> absl::Status {
      for (const auto& job : jobs_) queue.Add([job = job.get()] { job->Start(); });
      return absl::OkStatus();
    });
    status.Update(queue.Drain());
    return status;
  }

  absl::StatusOr<std::vector<ScannedLayer>> Results(const absl::Status& run) {
    // A service may wrap the end of the context into an error of its own.
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    CLAIRCORE_RETURN_IF_ERROR(run);
    CLAIRCORE_RETURN_IF_ERROR(image_);
    size_t scanned = 0;
    for (const auto& job : jobs_) {
      CLAIRCORE_RETURN_IF_ERROR(job->status());
      if (job->scanned()) ++scanned;
    }
    context_.observer().Count("index.layers.scanned", static_cast<int64_t>(scanned));
    context_.observer().Count("index.layers.reused", static_cast<int64_t>(jobs_.size() - scanned));
    std::vector<ScannedLayer> results;
    for (const auto& job : jobs_) results.push_back(job->TakeResult());
    return results;
  }

 private:
  // Called by each job's last step, on its thread.
  void Ended(size_t number) {
    size_t done = 0;
    bool too_much = false;
    {
      std::lock_guard lock(mutex_);
      done = ++done_;
      if (jobs_[number]->status().ok()) {
        packages_ += jobs_[number]->packages();
        path_bytes_ += jobs_[number]->path_bytes();
      }
      if (image_.ok()) image_ = CheckImage(limits_, packages_, path_bytes_);
      too_much = !image_.ok();
    }
    if (too_much) {
      for (const auto& job : jobs_) job->Stop();
    } else if (!jobs_[number]->status().ok()) {
      for (size_t i = number + 1; i < jobs_.size(); ++i) jobs_[i]->Stop();
    }
    context_.observer().Progress("layers", done, jobs_.size());
  }

  const Context& context_;
  const IndexLimits& limits_;
  std::vector<std::unique_ptr<LayerJob>> jobs_;
  std::mutex mutex_;
  size_t done_ = 0;          // guarded by mutex_, as all below
  uint64_t packages_ = 0;    // of the jobs that are done
  uint64_t path_bytes_ = 0;  // likewise
  absl::Status image_;       // what all of them together are too much for
};

}  // namespace

absl::Status CheckImage(const IndexLimits& limits, uint64_t packages, uint64_t path_bytes) {
  if (packages > limits.max_packages) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the image has more packages than max_packages (", limits.max_packages, ")"));
  }
  if (path_bytes > PathTable::kMaxBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("the paths of all layers take more than ", PathTable::kMaxBytes, " bytes"));
  }
  return absl::OkStatus();
}

absl::StatusOr<std::vector<ScannedLayer>> ScanLayers(const Context& context,
                                                     const LayerServices& services,
                                                     std::span<const LayerDescription> layers,
                                                     WorkQueue& queue) {
  std::vector<Digest> digests;
  for (const LayerDescription& layer : layers) digests.push_back(layer.digest);
  const std::vector<ScannerId>& ids = services.plan->store_ids;
  CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<bool> there,
                             services.store->LayersScanned(context, digests, ids));
  if (there.size() != layers.size() * ids.size()) {
    return absl::InternalError("the index store answered for another number of layers");
  }
  Jobs jobs(context, services, layers, there, queue);
  const absl::Status run = jobs.Run(queue);
  return jobs.Results(run);
}

}  // namespace claircore::internal
