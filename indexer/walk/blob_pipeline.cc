#include "indexer/walk/blob_pipeline.h"

#include <algorithm>
#include <array>
#include <condition_variable>
#include <cstddef>
#include <mutex>
#include <optional>
#include <span>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/base/hash.h"
#include "claircore/internal/guard.h"
#include "claircore/internal/status_macros.h"
#include "indexer/walk/decompressor.h"

namespace claircore::walk {
namespace {

constexpr size_t kChunkBytes = size_t{256} << 10;
constexpr uint64_t kRing = 8;  // chunks between two stages
// Small layers may have any ratio.
constexpr uint64_t kRatioFrom = uint64_t{16} << 20;

struct Chunk {
  std::unique_ptr<char[]> bytes;  // allocated when first needed, then used again
  size_t size = 0;

  std::span<char> Buffer() {
    if (bytes == nullptr) bytes.reset(new char[kChunkBytes]);
    return {bytes.get(), kChunkBytes};
  }
  std::string_view view() const { return {bytes.get(), size}; }
};

using Ring = std::array<Chunk, kRing>;
static_assert(2 * kRing * kChunkBytes == BlobPipeline::kRingBytes);

}  // namespace

// A stage owns what its comment says while its `busy` flag is set; all else is under `mutex`.
struct BlobPipeline::Shared : public std::enable_shared_from_this<BlobPipeline::Shared> {
  enum class Stage { kNone, kRead, kHash, kDecompress };

  Shared(const Context& c, std::unique_ptr<ByteSource> b, const IndexLimits& l, Executor* e)
      : context(c), limits(l), executor(e), blob(std::move(b)) {
    if (executor != nullptr) max_helpers = std::clamp(executor->parallelism() - 1, 1, 2);
  }

  const Context context;
  const IndexLimits limits;
  Executor* const executor;

  // Read: owns `blob` and input[read % kRing].
  std::unique_ptr<ByteSource> blob;
  // Hash: owns `hash`; reads input[hashed % kRing].
  std::optional<base::Hash> hash;
  Digest expected;
  // Decompress: owns these and output[produced % kRing]; reads input[decompressed % kRing].
  std::unique_ptr<Decompressor> decompressor;
  size_t input_offset = 0;   // in its input chunk
  size_t output_filled = 0;  // of its output chunk
  uint64_t total_in = 0;     // consumed by the decompressor
  uint64_t total_out = 0;

  Ring input;
  Ring output;

  mutable std::mutex mutex;
  std::condition_variable changed;  // a step ended
  bool closed = false;
  bool read_busy = false, hash_busy = false, decompress_busy = false;
  uint64_t read = 0, hashed = 0, decompressed = 0;  // chunks of `input` done with
  uint64_t produced = 0, consumed = 0;              // chunks of `output`
  bool read_ended = false;                          // no more chunks come into `input`
  bool decompress_ended = false;                    // no more chunks come into `output`
  absl::Status read_status, decompress_status;
  uint64_t compressed_bytes = 0, decompressed_bytes = 0;
  int helpers = 0;  // tasks given to the executor that have not ended
  int max_helpers = 0;
  bool held = false;  // the consumer looks at output[consumed % kRing]

  // What can be done now, most urgent first. Needs `mutex`.
  Stage Pick() const {
    if (closed) return Stage::kNone;
    if (CanDecompress()) return Stage::kDecompress;
    const bool can_hash = !hash_busy && hashed < read;
    const bool can_read = !read_busy && !read_ended && !decompress_ended &&
                          read - std::min(hashed, decompressed) < kRing;
    // A full ring is emptied first; else reading ahead keeps the decompressor fed.
    if (can_read && read - decompressed < kRing / 2) return Stage::kRead;
    if (can_hash) return Stage::kHash;
    return can_read ? Stage::kRead : Stage::kNone;
  }

  bool CanDecompress() const {
    return !decompress_busy && !decompress_ended && produced - consumed < kRing &&
           (decompressed < read || read_ended);
  }

  // Takes one step of `stage`, which Pick() returned. `lock` holds `mutex` before and after.
  void Run(Stage stage, std::unique_lock<std::mutex>& lock) {
    switch (stage) {
      case Stage::kRead:
        RunRead(lock);
        break;
      case Stage::kHash:
        RunHash(lock);
        break;
      case Stage::kDecompress:
        RunDecompress(lock);
        break;
      case Stage::kNone:
        return;
    }
    changed.notify_all();
  }

  void RunRead(std::unique_lock<std::mutex>& lock) {
    Chunk& chunk = input[read % kRing];
    read_busy = true;
    lock.unlock();
    bool ended = false;
    chunk.size = 0;
    absl::Status status = internal::Guarded([&] { return Read(chunk, ended); });
    const size_t size = chunk.size;
    lock.lock();
    read_busy = false;
    read_ended = ended || !status.ok();
    read_status = std::move(status);
    if (size != 0) ++read;
    compressed_bytes += size;
  }

  // Takes the first step and returns what memory its bytes call for. What is wrong with them is for
  // the other steps to say.
  uint64_t ReadHead() {
    std::unique_lock<std::mutex> lock(mutex);
    RunRead(lock);
    if (read == 0) return 0;
    absl::StatusOr<std::unique_ptr<Decompressor>> made = Decompressor::ForHead(input[0].view());
    if (!made.ok()) return 0;
    decompressor = *std::move(made);
    return decompressor->memory();
  }

  absl::Status Read(Chunk& chunk, bool& ended) {
    const std::span<char> buffer = chunk.Buffer();
    while (chunk.size < buffer.size()) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      const std::span<char> rest = buffer.subspan(chunk.size);
      CLAIRCORE_ASSIGN_OR_RETURN(const size_t got, blob->Read(std::as_writable_bytes(rest)));
      if (got > rest.size()) {
        return absl::InternalError("the fetcher's source wrote past its buffer");
      }
      ended = got == 0;
      if (ended) break;
      chunk.size += got;
    }
    return absl::OkStatus();
  }

  void RunHash(std::unique_lock<std::mutex>& lock) {
    const std::string_view bytes = input[hashed % kRing].view();
    hash_busy = true;
    lock.unlock();
    hash->Update(bytes);
    lock.lock();
    hash_busy = false;
    ++hashed;
  }

  void RunDecompress(std::unique_lock<std::mutex>& lock) {
    const bool has_input = decompressed < read;
    const std::string_view in = has_input ? input[decompressed % kRing].view() : std::string_view();
    Chunk& chunk = output[produced % kRing];
    decompress_busy = true;
    lock.unlock();
    const size_t filled_before = output_filled;
    absl::Status status = context.Check();
    if (status.ok()) {
      status =
          internal::Guarded([&] { return Decompress(in.substr(input_offset), chunk.Buffer()); });
    }
    const bool input_done = has_input && input_offset == in.size();
    if (input_done) input_offset = 0;
    const bool full = output_filled == kChunkBytes;
    const size_t size = output_filled;
    chunk.size = size;
    lock.lock();
    decompress_busy = false;
    decompressed_bytes += size - filled_before;
    if (input_done) ++decompressed;
    // Without input, a chunk that is not full holds the last bytes.
    const bool ended = !status.ok() || (!has_input && !full);
    if ((full || ended) && size != 0) {
      ++produced;
      output_filled = 0;
    }
    if (!ended) return;
    decompress_ended = true;
    if (status.ok()) status = read_status;  // what was read is all out; now the reason why no more
    if (status.ok() && decompressor != nullptr) {
      status = internal::Guarded([&] { return decompressor->Finish(); });
    }
    decompress_status = std::move(status);
    decompressed = read;
  }

  // Continues in the output chunk where the last step stopped.
  absl::Status Decompress(std::string_view in, std::span<char> buffer) {
    if (decompressor == nullptr) {
      if (in.empty()) return absl::OkStatus();  // an empty blob is an empty layer
      CLAIRCORE_ASSIGN_OR_RETURN(decompressor, Decompressor::ForHead(in));
    }
    CLAIRCORE_ASSIGN_OR_RETURN(const Decompressor::Progress progress,
                               decompressor->Step(in, buffer.subspan(output_filled)));
    input_offset += progress.consumed;
    output_filled += progress.produced;
    total_in += progress.consumed;
    total_out += progress.produced;
    return CheckOutput(total_in, total_out);
  }

  absl::Status CheckOutput(uint64_t in, uint64_t out) const {
    if (out > limits.max_layer_bytes) {
      return absl::ResourceExhaustedError(
          absl::StrCat("larger than max_layer_bytes (", limits.max_layer_bytes, ")"));
    }
    const uint64_t density = decompressor->density();
    const uint64_t most = std::min(limits.max_compression_ratio, ~uint64_t{0} / density) * density;
    if (out > kRatioFrom && out / std::max<uint64_t>(most, 1) > in) {
      return absl::ResourceExhaustedError(absl::StrCat(
          "compressed more than max_compression_ratio (", limits.max_compression_ratio, ") times",
          density == 1 ? "" : absl::StrCat(", and ", density, " times that, which zstd may be")));
    }
    return absl::OkStatus();
  }

  // Asks for a thread if there is work for one. Needs `mutex`, released while calling the host.
  void CallHelper(std::unique_lock<std::mutex>& lock) {
    if (helpers >= max_helpers || Pick() == Stage::kNone) return;
    // One free slot is not worth waking a thread.
    if (!read_ended && produced - consumed > kRing / 2) return;
    ++helpers;
    lock.unlock();
    const bool scheduled =
        internal::TrySchedule(*executor, [self = shared_from_this()] { self->Help(); });
    lock.lock();
    if (!scheduled) {
      --helpers;
      max_helpers = 0;  // no thread is to be had: the consumer takes every step
    }
  }

  void Help() {
    std::unique_lock<std::mutex> lock(mutex);
    for (Stage stage = Pick(); stage != Stage::kNone; stage = Pick()) Run(stage, lock);
    --helpers;
  }

  // Works, or waits for a step that runs elsewhere, once.
  void WorkOrWait(std::unique_lock<std::mutex>& lock) {
    const Stage stage = Pick();
    if (stage == Stage::kNone) {
      changed.wait(lock);
    } else {
      Run(stage, lock);
    }
  }
};

BlobPipeline::BlobPipeline(std::shared_ptr<Shared> shared) : shared_(std::move(shared)) {}

absl::StatusOr<std::unique_ptr<BlobPipeline>> BlobPipeline::Start(
    const Context& context, std::unique_ptr<ByteSource> blob, const Digest& expected,
    const IndexLimits& limits, Executor* executor, Reserve reserve) {
  if (expected.empty()) return absl::InvalidArgumentError("a layer needs a digest");
  auto shared = std::make_shared<Shared>(context, std::move(blob), limits, executor);
  shared->hash.emplace(expected.algorithm() == Digest::Algorithm::kSha512
                           ? base::HashKind::kSha512
                           : base::HashKind::kSha256);
  shared->expected = expected;
  CLAIRCORE_RETURN_IF_ERROR(reserve(kRingBytes + shared->ReadHead()));
  return std::unique_ptr<BlobPipeline>(new BlobPipeline(std::move(shared)));
}

BlobPipeline::~BlobPipeline() {
  Shared& s = *shared_;
  std::unique_lock<std::mutex> lock(s.mutex);
  s.closed = true;
  s.changed.wait(lock, [&s] { return !s.read_busy && !s.hash_busy && !s.decompress_busy; });
  // The fetcher may be gone when the last task lets go of us, and an executor's threads may all be
  // busy until the whole call has ended: by then this would be the windows of all its layers.
  s.blob.reset();
  s.hash.reset();
  s.decompressor.reset();
  s.input = {};
  s.output = {};
}

absl::StatusOr<std::string_view> BlobPipeline::Next() {
  Shared& s = *shared_;
  std::unique_lock<std::mutex> lock(s.mutex);
  if (s.held) {
    ++s.consumed;
    s.held = false;
  }
  while (true) {
    CLAIRCORE_RETURN_IF_ERROR(s.context.Check());
    s.CallHelper(lock);
    if (s.consumed < s.produced) {
      s.held = true;
      return s.output[s.consumed % kRing].view();
    }
    if (s.decompress_ended) {
      CLAIRCORE_RETURN_IF_ERROR(s.decompress_status);
      return std::string_view();
    }
    s.WorkOrWait(lock);
  }
}

absl::Status BlobPipeline::Finish() {
  while (true) {
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view rest, Next());
    if (rest.empty()) break;
  }
  Shared& s = *shared_;
  std::unique_lock<std::mutex> lock(s.mutex);
  while (s.hashed < s.read) {
    CLAIRCORE_RETURN_IF_ERROR(s.context.Check());
    s.WorkOrWait(lock);
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string hash, s.hash->Digest());
  CLAIRCORE_ASSIGN_OR_RETURN(const Digest actual, Digest::FromBytes(s.expected.algorithm(), hash));
  if (actual == s.expected) return absl::OkStatus();
  return absl::DataLossError(absl::StrCat("the bytes have the digest ", actual.ToString()));
}

uint64_t BlobPipeline::compressed_bytes() const {
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  return shared_->compressed_bytes;
}

uint64_t BlobPipeline::decompressed_bytes() const {
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  return shared_->decompressed_bytes;
}

bool BlobPipeline::trailing_garbage() const {
  const std::lock_guard<std::mutex> lock(shared_->mutex);
  return shared_->decompressor != nullptr && shared_->decompressor->trailing_garbage();
}

}  // namespace claircore::walk
