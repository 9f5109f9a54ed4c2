#ifndef MATCHER_SCRATCH_POOL_H_
#define MATCHER_SCRATCH_POOL_H_

#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "matcher/scratch.h"

namespace claircore::matcher {

// Scratches between reports: as many as ever worked at once. Thread-safe; must outlive its leases.
class ScratchPool {
 public:
  class Lease {
   public:
    Lease(ScratchPool* pool, std::unique_ptr<Scratch> scratch)
        : pool_(pool), scratch_(std::move(scratch)) {}
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    ~Lease() {
      std::lock_guard lock(pool_->mutex_);
      pool_->idle_.push_back(std::move(scratch_));
    }
    Scratch& operator*() const { return *scratch_; }

   private:
    ScratchPool* pool_;
    std::unique_ptr<Scratch> scratch_;
  };

  Lease Take() {
    std::unique_ptr<Scratch> scratch;
    {
      std::lock_guard lock(mutex_);
      if (!idle_.empty()) {
        scratch = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    if (scratch == nullptr) scratch = std::make_unique<Scratch>();
    return Lease(this, std::move(scratch));
  }

 private:
  std::mutex mutex_;
  std::vector<std::unique_ptr<Scratch>> idle_;  // guarded by mutex_
};

}  // namespace claircore::matcher

#endif  // MATCHER_SCRATCH_POOL_H_
