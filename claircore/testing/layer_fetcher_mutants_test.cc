// Wrong fetchers, each of which the suite refuses.
#include <algorithm>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/testing/blobs.h"
#include "claircore/testing/hostile.h"
#include "claircore/testing/layer_fetcher_conformance.h"
#include "claircore/testing/mutants.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using testing::CaseName;
using testing::DigestOf;
using testing::LayerFetcherCase;
using testing::LayerFetcherConformance;

enum class Flaw {
  kNone,
  kSecondOpenDiffers,  // as of a stream that was used up
  kSharesPosition,     // all sources of a fetcher read on where the last one stopped
  kLosesTheEnd,        // the last byte
  kEndsEarly,          // a short read of nothing in the middle
  kStartsAgain,        // after its end
  kFillsNoBuffer,      // reads for a buffer without room
  kTakesTooMuch,       // says that it filled more than the buffer has
  kHasEverything,      // also what it was never given
  kCallsItUnavailable,
  kOpensWhenCancelled,
  kOpensWhenLate,
  kErrorDoesNotStick,
  kTreeUnsorted,
  kTreeWithoutParents,
  kTreeOfOtherSizes,
  kTreeCannotStop,
};

class Source final : public ByteSource {
 public:
  Source(const Context& context, std::string bytes, Flaw flaw,
         std::shared_ptr<std::atomic<size_t>> position)
      : context_(context), bytes_(std::move(bytes)), flaw_(flaw), position_(std::move(position)) {}

  absl::StatusOr<size_t> Read(std::span<std::byte> buffer) override {
    if (buffer.empty()) {
      if (flaw_ == Flaw::kFillsNoBuffer && *position_ < bytes_.size()) ++*position_;
      return size_t{0};
    }
    const absl::Status status = context_.Check();
    if (!status.ok() && (flaw_ != Flaw::kErrorDoesNotStick || failures_++ % 2 == 0)) return status;
    if (flaw_ == Flaw::kEndsEarly && reads_++ == 1) return size_t{0};
    const size_t at = std::min(position_->load(), bytes_.size());
    const size_t n = std::min(buffer.size(), bytes_.size() - at);
    if (n == 0 && flaw_ == Flaw::kStartsAgain) *position_ = 0;
    std::copy_n(reinterpret_cast<const std::byte*>(bytes_.data()) + at, n, buffer.data());
    *position_ += n;
    return flaw_ == Flaw::kTakesTooMuch && n == buffer.size() ? n + 1 : n;
  }

 private:
  const Context context_;
  const std::string bytes_;
  const Flaw flaw_;
  const std::shared_ptr<std::atomic<size_t>> position_;
  int reads_ = 0, failures_ = 0;
};

class Tree final : public LayerTree {
 public:
  explicit Tree(Flaw flaw) {
    entries_ = {{.path = "etc", .type = FileType::kDirectory},
                {.path = "etc/a", .size = 5},
                {.path = "etc/b", .size = flaw == Flaw::kTreeOfOtherSizes ? 6u : 5u}};
    if (flaw == Flaw::kTreeUnsorted) std::swap(entries_[1], entries_[2]);
    if (flaw == Flaw::kTreeWithoutParents) entries_.erase(entries_.begin());
    stops_ = flaw != Flaw::kTreeCannotStop;
  }
  absl::Status ForEach(const Context&,
                       absl::FunctionRef<bool(const FileEntry& entry)> visit) override {
    for (const FileEntry& entry : entries_) {
      if (!visit(entry) && stops_) break;
    }
    return absl::OkStatus();
  }
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context&, const FileEntry&) override {
    return testing::NewStringSource("hello");
  }

 private:
  std::vector<FileEntry> entries_;
  bool stops_ = true;
};

class Fetcher final : public LayerFetcher {
 public:
  Fetcher(Flaw flaw, std::vector<LayerFetcherCase::Layer> layers)
      : flaw_(flaw), layers_(std::move(layers)) {}

  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override {
    const absl::Status ended = context.Check();
    const bool deaf = (flaw_ == Flaw::kOpensWhenCancelled && absl::IsCancelled(ended)) ||
                      (flaw_ == Flaw::kOpensWhenLate && absl::IsDeadlineExceeded(ended));
    if (!ended.ok() && !deaf) return ended;
    std::string bytes;
    bool found = flaw_ == Flaw::kHasEverything;
    for (const auto& known : layers_) {
      if (known.description.digest != layer.digest) continue;
      found = true;
      bytes = known.bytes;
    }
    if (!found && flaw_ == Flaw::kCallsItUnavailable) return absl::UnavailableError("not here");
    if (!found) return absl::NotFoundError("not here");
    if (flaw_ == Flaw::kSecondOpenDiffers && ++opened_ > 1) bytes.resize(bytes.size() / 2);
    if (flaw_ == Flaw::kLosesTheEnd && !bytes.empty()) bytes.pop_back();
    std::shared_ptr<std::atomic<size_t>> position = std::make_shared<std::atomic<size_t>>(0);
    if (flaw_ == Flaw::kSharesPosition) {
      const std::lock_guard lock(mutex_);
      std::shared_ptr<std::atomic<size_t>>& shared = positions_[layer.digest];
      if (shared == nullptr || *shared >= bytes.size()) shared = position;
      position = shared;
    }
    return std::make_unique<Source>(context, std::move(bytes), flaw_, std::move(position));
  }

  absl::StatusOr<std::unique_ptr<LayerTree>> OpenTree(const Context&,
                                                      const LayerDescription&) override {
    return std::make_unique<Tree>(flaw_);
  }

 private:
  const Flaw flaw_;
  const std::vector<LayerFetcherCase::Layer> layers_;
  std::atomic<int> opened_ = 0;
  std::mutex mutex_;
  std::map<Digest, std::shared_ptr<std::atomic<size_t>>> positions_;
};

LayerFetcherCase Case(std::string name, Flaw flaw) {
  LayerFetcherCase c;
  c.name = std::move(name);
  for (const size_t size : {20'000, 0, 1}) {
    const std::string bytes = testing::Garbage(size, 1);
    LayerDescription description;
    description.digest = DigestOf(bytes);
    c.layers.push_back({description, bytes});
  }
  c.make = [flaw, layers = c.layers] { return std::make_shared<Fetcher>(flaw, layers); };
  c.missing.emplace();
  c.missing->digest = DigestOf("missing");
  return c;
}

INSTANTIATE_TEST_SUITE_P(Mutants, LayerFetcherConformance,
                         ::testing::Values(Case("Right", Flaw::kNone),
                                           Case("BadSecondOpenDiffers", Flaw::kSecondOpenDiffers),
                                           Case("BadSharesPosition", Flaw::kSharesPosition),
                                           Case("BadLosesTheEnd", Flaw::kLosesTheEnd),
                                           Case("BadEndsEarly", Flaw::kEndsEarly),
                                           Case("BadStartsAgain", Flaw::kStartsAgain),
                                           Case("BadFillsNoBuffer", Flaw::kFillsNoBuffer),
                                           Case("BadTakesTooMuch", Flaw::kTakesTooMuch),
                                           Case("BadHasEverything", Flaw::kHasEverything),
                                           Case("BadCallsItUnavailable", Flaw::kCallsItUnavailable),
                                           Case("BadOpensWhenCancelled", Flaw::kOpensWhenCancelled),
                                           Case("BadOpensWhenLate", Flaw::kOpensWhenLate),
                                           Case("BadErrorDoesNotStick", Flaw::kErrorDoesNotStick),
                                           Case("BadTreeUnsorted", Flaw::kTreeUnsorted),
                                           Case("BadTreeWithoutParents", Flaw::kTreeWithoutParents),
                                           Case("BadTreeOfOtherSizes", Flaw::kTreeOfOtherSizes),
                                           Case("BadTreeCannotStop", Flaw::kTreeCannotStop)),
                         CaseName());

}  // namespace
}  // namespace claircore

int main(int argc, char** argv) { return claircore::testing_internal::RunMutants(argc, argv); }
