#ifndef CLAIRCORE_STORAGE_MEMORY_MEMORY_STORE_H_
#define CLAIRCORE_STORAGE_MEMORY_MEMORY_STORE_H_

#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/index_store.h"
#include "claircore/notification.h"
#include "claircore/segment_store.h"
#include "claircore/vulnerability_store.h"

namespace claircore::inline v0 {

// Every store that the engines need, in the memory of one process, and in one file if wanted. For
// hosts that embed us, for the command line and for tests. Thread-safe, except as noted.
//
//   auto store = MemoryStore::LoadOrCreate(ctx, "claircore.db");
//   IndexerOptions o{.store = &(*store)->index(), ...};
//   ... (*store)->Save(ctx, "claircore.db");
//
// What is large (advisories, findings, reports) is kept as compressed protobuf and decoded when
// asked for; operations of one updater share what did not change between them.
class MemoryStore {
 public:
  MemoryStore();
  ~MemoryStore();
  MemoryStore(const MemoryStore&) = delete;
  MemoryStore& operator=(const MemoryStore&) = delete;

  // A file that Save() wrote. Only its table of contents is read now: what is damaged behind it, or
  // cut off meanwhile, is DATA_LOSS at the call that needs it. NOT_FOUND; DATA_LOSS for a file that
  // is truncated or none of ours; FAILED_PRECONDITION for one of another version. All name the file
  // and say how to come by a good one.
  static absl::StatusOr<std::unique_ptr<MemoryStore>> Load(
      const Context& context, std::string_view path, FileReading reading = FileReading::kOnTouch);
  // As Load(), but where there is no file yet, an empty store.
  static absl::StatusOr<std::unique_ptr<MemoryStore>> LoadOrCreate(
      const Context& context, std::string_view path, FileReading reading = FileReading::kOnTouch);

  // Writes everything to `path`: to a new file first, which then replaces it at once, so that
  // another process reads the old state or the new one, also after a crash. Processes that save to
  // one path wait for each other on the lock file "<path>.lock", which stays. ABORTED, with nothing
  // written, when this store was loaded from `path` (or saved there) and another process has saved
  // to it since: load again. One call at a time.
  absl::Status Save(const Context& context, std::string_view path);

  // Whether anything was stored or deleted since Load() or Save().
  bool changed() const;

  // These live as long as this object.
  IndexStore& index();
  VulnerabilityStore& vulnerabilities();
  SegmentStore& segments();
  NotificationStore& notifications();

 private:
  struct Parts;
  absl::Status SaveTo(const Context& context, const std::string& path);
  std::unique_ptr<Parts> parts_;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_STORAGE_MEMORY_MEMORY_STORE_H_
