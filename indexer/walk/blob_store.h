#ifndef CLAIRCORE_INDEXER_WALK_BLOB_STORE_H_
#define CLAIRCORE_INDEXER_WALK_BLOB_STORE_H_

#include <cstddef>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/indexer.h"
#include "claircore/io.h"
#include "indexer/walk/byte_budget.h"
#include "indexer/walk/dispatch.h"

namespace claircore::walk {

// The bytes of the files that are kept of one layer: in memory while the budget lasts, else one
// after the other in one temporary file. Written by one thread; once that is done, read by many.
class BlobStore {
 public:
  using Id = uint32_t;

  // `storage` is not owned.
  BlobStore(const IndexLimits& limits, TemporaryStorage* storage,
            std::shared_ptr<ByteBudget> budget);
  ~BlobStore();
  BlobStore(const BlobStore&) = delete;
  BlobStore& operator=(const BlobStore&) = delete;

  // One file at a time: Begin, Append..., End. `level` is not kEntry.
  void Begin(Want::Level level, uint64_t expected_size);
  // False: the file exceeds its limit and is not kept; no more bytes are needed. Fails when the
  // layer's limit or the storage is at its end.
  absl::StatusOr<bool> Append(const Context& context, std::string_view bytes);
  Id End();
  void Abandon();  // instead of End()

  // RESOURCE_EXHAUSTED when the file was too large for its level.
  const absl::Status& status(Id id) const { return blobs_[id].status; }
  // What lies in temporary storage is read into `scratch`.
  absl::StatusOr<std::string_view> Contents(Id id, std::string& scratch) const;
  absl::StatusOr<std::unique_ptr<RandomAccessSource>> Open(Id id) const;

  uint64_t buffered_bytes() const { return buffered_; }
  uint64_t spooled_bytes() const { return spooled_; }

 private:
  struct Blob {
    std::string memory;
    absl::Status status;
    uint64_t size = 0;
    uint64_t taken = 0;   // of the budget
    uint64_t offset = 0;  // in file_
    bool spooled = false;
  };

  bool TakeFor(uint64_t size);
  absl::Status Spool(const Context& context, std::string_view bytes);
  void Refuse(absl::Status why);
  void Release(Blob& blob);

  const IndexLimits limits_;
  TemporaryStorage* const storage_;
  const std::shared_ptr<ByteBudget> budget_;
  std::deque<Blob> blobs_;  // the last one is being written
  std::unique_ptr<TemporaryFile> file_;
  uint64_t limit_ = 0;  // of the file being written
  const char* limit_name_ = "";
  uint64_t buffered_ = 0;
  uint64_t spooled_ = 0;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_BLOB_STORE_H_
