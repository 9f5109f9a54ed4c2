#ifndef CLAIRCORE_INDEXER_LAYER_JOB_H_
#define CLAIRCORE_INDEXER_LAYER_JOB_H_

#include <cstddef>
#include <functional>
#include <memory>
#include <mutex>
#include <stop_token>
#include <vector>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/layer.h"
#include "indexer/layer_stage.h"

namespace claircore::internal {

// One layer of a call: load, walk, scan, store. Its steps are tasks of the queue; none waits for
// another, the scan that ends last goes on with the next step.
class LayerJob {
 public:
  // `missing` has a flag for each of ScannerPlan::store_ids. `ended` is called once, by the last
  // step, whatever came of it. What is pointed to outlives the queue's tasks.
  LayerJob(const Context& context, const LayerServices& services, const LayerDescription& layer,
           std::vector<bool> missing, WorkQueue& queue, std::function<void()> ended);

  void Start();  // a task
  void Stop() { stop_.request_stop(); }

  // After `ended`:
  const absl::Status& status() const { return status_; }
  bool scanned() const { return scanned_; }
  uint64_t packages() const;    // found by all scanners
  uint64_t path_bytes() const;  // of the path table
  ScannedLayer TakeResult();

 private:
  absl::Status Load();
  absl::Status Walk();
  void Scan(size_t scanner);
  absl::Status ScanOne(size_t scanner);
  void Scanned();
  absl::Status Store();
  void End(absl::Status status);

  const LayerServices& services_;
  const LayerDescription& layer_;
  std::stop_source stop_;
  const Context context_;
  std::vector<bool> missing_;
  WorkQueue& queue_;
  const std::function<void()> ended_;

  std::vector<LayerFindings> findings_;  // each scan writes its own element
  std::shared_ptr<const PathTable> paths_;
  std::unique_ptr<walk::WalkedLayer> walked_;
  bool scanned_ = false;
  absl::Status status_;

  std::mutex mutex_;
  size_t left_ = 0;           // guarded by mutex_; scans that have not ended
  size_t failed_;             // guarded by mutex_; the first scanner that failed
  absl::Status scan_status_;  // guarded by mutex_; of that one
};

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_LAYER_JOB_H_
