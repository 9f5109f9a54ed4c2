#ifndef CLAIRCORE_INDEXER_WALK_WALK_TEST_UTIL_H_
#define CLAIRCORE_INDEXER_WALK_WALK_TEST_UTIL_H_

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/executor.h"
#include "claircore/indexer.h"
#include "claircore/io.h"
#include "claircore/layer_scanner.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/tar_builder.h"
#include "indexer/walk/layer_walker.h"

namespace claircore::walk {

// A scanner that wants what a function says, and writes down what it is streamed.
class TestScanner final : public LayerScanner {
 public:
  explicit TestScanner(std::function<void(FileWants&)> want) : want_(std::move(want)) {}
  ScannerId id() const override { return {"test", "1"}; }
  void Want(FileWants& wants) const override { want_(wants); }
  std::unique_ptr<StreamConsumer> OnStream(const FileEntry&) const override;

 private:
  const std::function<void(FileWants&)> want_;
};

// What TestScanner streams into; takes at most `limit` bytes.
class TestConsumer final : public StreamConsumer {
 public:
  static constexpr size_t kLimit = 1 << 20;
  bool Feed(std::string_view bytes) override {
    this->bytes.append(bytes);
    return this->bytes.size() < kLimit;
  }
  std::string bytes;
};

std::shared_ptr<const LayerScanner> Wanting(std::function<void(FileWants&)> want);

// Everything around a walker that a test may change before it walks.
struct WalkTest {
  IndexLimits limits;
  std::vector<std::shared_ptr<const LayerScanner>> scanners;
  std::unique_ptr<TemporaryStorage> temporary = NewTemporaryDirectory();
  Executor* executor = nullptr;
  Context context = Context::Background();
  testing::MemoryFetcher fetcher;
  std::unique_ptr<LayerWalker> walker;  // made by the first walk

  absl::StatusOr<std::unique_ptr<WalkedLayer>> Walk(
      std::string blob, testing::Compression compression = testing::Compression::kNone);
  // The walk's failure, or OK.
  absl::Status Fails(std::string blob);
};

// "path=contents" for each file that the scanner sees, in its order; "path=!CODE" where the bytes
// are not to be had, "path" alone where they were not asked for.
std::vector<std::string> Seen(const WalkedLayer& layer, size_t scanner);
// All paths: "-x" for a whiteout, "x/*" for an opaque mark, "x>y" for links, "x/" for directories.
std::vector<std::string> Paths(const WalkedLayer& layer);
// "CODE path: message".
std::vector<std::string> Problems(const WalkedLayer& layer);
// Bytes that do not compress well, the same for a seed.
std::string Noise(size_t size, unsigned seed);

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_WALK_TEST_UTIL_H_
