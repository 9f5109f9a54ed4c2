#include <deque>
#include <mutex>
#include <string>
#include <vector>

#include "absl/functional/any_invocable.h"
#include "claircore/testing/hostile/layers.h"
#include "gtest/gtest.h"
#include "indexer/walk/blob_pipeline.h"
#include "indexer/walk/walk_test_util.h"

namespace claircore::walk {
namespace {

using testing::Compress;
using testing::Compression;

// Keeps tasks until it is told to run them, on the calling thread; or for ever.
class LateExecutor final : public Executor {
 public:
  void Schedule(absl::AnyInvocable<void() &&> task) override {
    const std::lock_guard<std::mutex> lock(mutex_);
    tasks_.push_back(std::move(task));
  }
  int parallelism() const override { return 4; }
  void RunAll() {
    while (!tasks_.empty()) {
      absl::AnyInvocable<void()&&> task = std::move(tasks_.front());
      tasks_.pop_front();
      std::move(task)();
    }
  }
  size_t size() const { return tasks_.size(); }

 private:
  std::mutex mutex_;
  std::deque<absl::AnyInvocable<void() &&>> tasks_;
};

// Gives `bytes` in small, uneven pieces and then `end`.
class Trickle final : public ByteSource {
 public:
  Trickle(std::string bytes, absl::Status end) : bytes_(std::move(bytes)), end_(std::move(end)) {}
  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    const size_t size = std::min({buffer.size(), bytes_.size() - at_, size_t{1} + at_ % 10'007});
    if (size == 0 && !end_.ok()) return end_;
    std::memcpy(buffer.data(), bytes_.data() + at_, size);
    at_ += size;
    return size;
  }

 private:
  const std::string bytes_;
  const absl::Status end_;
  size_t at_ = 0;
};

struct Outcome {
  std::string bytes;
  absl::Status status;
};

Outcome Drain(std::string blob, Executor* executor, absl::Status end = absl::OkStatus()) {
  const Digest digest = testing::DigestOf(blob);
  auto pipeline =
      *BlobPipeline::Start(Context::Background(), std::make_unique<Trickle>(std::move(blob), end),
                           digest, IndexLimits(), executor);
  Outcome outcome;
  while (true) {
    const auto chunk = pipeline->Next();
    outcome.status = chunk.status();
    if (!chunk.ok() || chunk->empty()) break;
    outcome.bytes.append(*chunk);
  }
  if (outcome.status.ok()) outcome.status = pipeline->Finish();
  return outcome;
}

TEST(BlobPipeline, WorksWithAnyExecutor) {
  const std::string bytes = Noise(5 << 20, 1) + std::string(5 << 20, 'x') + Noise(300, 2);
  const auto one = NewThreadPool(1), four = NewThreadPool(4);
  LateExecutor never;
  for (Executor* executor :
       {static_cast<Executor*>(nullptr), one.get(), four.get(), static_cast<Executor*>(&never)}) {
    for (const Compression c : {Compression::kNone, Compression::kGzip, Compression::kZstd}) {
      const Outcome outcome = Drain(Compress(bytes, c), executor);
      EXPECT_TRUE(outcome.status.ok()) << outcome.status;
      EXPECT_TRUE(outcome.bytes == bytes);
    }
  }
  EXPECT_GT(never.size(), 0u);
  never.RunAll();  // long after the walk: they find nothing to do
}

TEST(BlobPipeline, ErrorsComeAfterTheBytesBeforeThem) {
  const std::string bytes = Noise(3 << 20, 1);
  const auto pool = NewThreadPool(3);
  for (Executor* executor : {static_cast<Executor*>(nullptr), pool.get()}) {
    const Outcome outcome = Drain(bytes, executor, absl::UnavailableError("gone"));
    EXPECT_EQ(outcome.status.message(), "gone");
    EXPECT_TRUE(outcome.bytes == bytes);
    const std::string gzip = Compress(bytes, Compression::kGzip);
    const Outcome cut = Drain(gzip.substr(0, gzip.size() / 2), executor);
    EXPECT_EQ(cut.status.code(), absl::StatusCode::kDataLoss);
    EXPECT_TRUE(bytes.starts_with(cut.bytes));
    EXPECT_GT(cut.bytes.size(), 1u << 20);
  }
}

TEST(BlobPipeline, MayBeDroppedAtAnyTime) {
  const auto pool = NewThreadPool(3);
  const std::string blob = Compress(Noise(4 << 20, 1), Compression::kGzip);
  for (int chunks = 0; chunks < 16; ++chunks) {
    auto pipeline = *BlobPipeline::Start(Context::Background(),
                                         std::make_unique<Trickle>(blob, absl::OkStatus()),
                                         testing::DigestOf(blob), IndexLimits(), pool.get());
    for (int i = 0; i < chunks; ++i) ASSERT_TRUE(pipeline->Next().ok());
  }
}

// The tasks of a pipeline may wait in the executor until all layers are done.
TEST(BlobPipeline, LateTasksKeepNothing) {
  class Watched final : public ByteSource {
   public:
    Watched(std::string bytes, bool& alive)
        : source_(std::move(bytes), absl::OkStatus()), alive_(alive) {
      alive_ = true;
    }
    ~Watched() override { alive_ = false; }
    absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
      return source_.Read(buffer);
    }

   private:
    Trickle source_;
    bool& alive_;
  };
  LateExecutor late;
  bool alive = false;
  uint64_t reserved = 0;
  const std::string blob = testing::hostile::ZstdWindow(30 << 20, 24);
  {
    auto pipeline =
        *BlobPipeline::Start(Context::Background(), std::make_unique<Watched>(blob, alive),
                             testing::DigestOf(blob), IndexLimits(), &late, [&](uint64_t bytes) {
                               reserved += bytes;
                               return absl::OkStatus();
                             });
    while (!(*pipeline->Next()).empty()) {
    }
    EXPECT_TRUE(alive);
  }
  EXPECT_FALSE(alive);
  EXPECT_EQ(reserved, BlobPipeline::kRingBytes + (17 << 20));
  EXPECT_GT(late.size(), 0u);
  late.RunAll();
  // Without the memory nothing begins.
  EXPECT_EQ(BlobPipeline::Start(Context::Background(), std::make_unique<Watched>(blob, alive),
                                testing::DigestOf(blob), IndexLimits(), &late,
                                [](uint64_t) { return absl::CancelledError("enough"); })
                .status()
                .message(),
            "enough");
}

}  // namespace
}  // namespace claircore::walk
