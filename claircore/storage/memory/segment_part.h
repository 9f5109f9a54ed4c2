#ifndef CLAIRCORE_STORAGE_MEMORY_SEGMENT_PART_H_
#define CLAIRCORE_STORAGE_MEMORY_SEGMENT_PART_H_

#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/notification.h"
#include "claircore/segment_store.h"

namespace claircore::memory {

class SegmentPart final : public SegmentStore {
 public:
  // `changed` is set by every call that changes something; it outlives this.
  explicit SegmentPart(std::atomic<bool>* changed) : changed_(changed) {}

  absl::StatusOr<std::shared_ptr<const SharedBytes>> Open(const Context& context,
                                                          std::string_view name) override;
  absl::Status Put(const Context& context, std::string_view name, std::string_view bytes) override;
  absl::StatusOr<std::vector<std::string>> List(const Context& context) override;
  absl::Status Delete(const Context& context, std::string_view name) override;

  using Snapshot = std::map<std::string, std::shared_ptr<const SharedBytes>, std::less<>>;
  Snapshot Take() const;
  void Restore(Snapshot snapshot);

 private:
  std::atomic<bool>* const changed_;
  mutable std::mutex mutex_;
  Snapshot segments_;  // guarded by mutex_
};

class NotificationPart final : public NotificationStore {
 public:
  explicit NotificationPart(std::atomic<bool>* changed) : changed_(changed) {}

  absl::StatusOr<std::string> Delivered(const Context& context, std::string_view updater) override;
  absl::Status SetDelivered(const Context& context, std::string_view updater,
                            std::string_view ref) override;

  using Snapshot = std::map<std::string, std::string, std::less<>>;  // updater -> ref
  Snapshot Take() const;
  void Restore(Snapshot snapshot);

 private:
  std::atomic<bool>* const changed_;
  mutable std::mutex mutex_;
  Snapshot delivered_;  // guarded by mutex_
};

}  // namespace claircore::memory

#endif  // CLAIRCORE_STORAGE_MEMORY_SEGMENT_PART_H_
