#ifndef CLAIRCORE_INDEXER_WALK_BLOB_PIPELINE_H_
#define CLAIRCORE_INDEXER_WALK_BLOB_PIPELINE_H_

#include <cstdint>
#include <memory>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/executor.h"
#include "claircore/indexer.h"
#include "claircore/io.h"
#include "indexer/walk/chunk_source.h"

namespace claircore::walk {

// Reads, hashes and decompresses a blob for the one thread that consumes it.
//
// The three stages hand chunks to each other through bounded rings. Any thread may take a stage's
// next step, one at a time a stage. Tasks on the executor take steps while there are some and then
// end; the consumer takes them itself whenever it lacks input, so that an executor which runs
// nothing only makes it slower. Nobody waits but the consumer, and only for a step that is running.
class BlobPipeline final : public ChunkSource {
 public:
  // What the rings take at most, in bytes.
  static constexpr uint64_t kRingBytes = uint64_t{4} << 20;
  // Called once, when the first bytes tell it, with how much memory unpacking will take, in bytes;
  // may wait until it is there.
  using Reserve = absl::FunctionRef<absl::Status(uint64_t bytes)>;

  // `executor` may be null.
  static absl::StatusOr<std::unique_ptr<BlobPipeline>> Start(
      const Context& context, std::unique_ptr<ByteSource> blob, const Digest& expected,
      const IndexLimits& limits, Executor* executor,
      Reserve reserve = [](uint64_t) { return absl::OkStatus(); });
  // Waits for the steps that are running; tasks that run later find nothing to do, and keep nothing
  // of what it took.
  ~BlobPipeline() override;

  // The next decompressed bytes, valid until the next call; empty at the end. What was wrong with
  // the blob comes after the bytes in front of it, so that errors do not depend on threads.
  absl::StatusOr<std::string_view> Next() override;
  // Reads what is left and compares the digest: DATA_LOSS when it differs.
  absl::Status Finish();

  // Exact once Next() gave the end; before that, a snapshot.
  uint64_t compressed_bytes() const;
  uint64_t decompressed_bytes() const;
  // Valid after Finish().
  bool trailing_garbage() const;

 private:
  struct Shared;
  explicit BlobPipeline(std::shared_ptr<Shared> shared);
  const std::shared_ptr<Shared> shared_;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_BLOB_PIPELINE_H_
