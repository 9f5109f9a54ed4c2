#include "indexer/walk/layer_walker.h"

#include <algorithm>
#include <map>
#include <span>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "indexer/walk/blob_pipeline.h"
#include "indexer/walk/blob_store.h"
#include "indexer/walk/byte_budget.h"
#include "indexer/walk/dispatch.h"
#include "indexer/walk/layer_pass.h"
#include "indexer/walk/link_resolver.h"
#include "indexer/walk/path_table.h"
#include "indexer/walk/problem_list.h"
#include "indexer/walk/walked_files.h"
#include "indexer/walk/walked_layer.h"

namespace claircore::walk {
namespace {

// What paths are long on average at most, where max_entries of them are allowed.
constexpr uint64_t kMeanPathBytes = 256;
// Of the text of all paths and link targets of a layer, however many there may be.
constexpr uint64_t kMaxTableText = uint64_t{128} << 20;

// Where one layer's bytes come from: a blob that is opened anew for each pass, or a tree.
class LayerInput {
 public:
  LayerInput(const Context& context, LayerFetcher& fetcher, const LayerDescription& layer,
             const IndexLimits& limits, const std::shared_ptr<ByteBudget>& budget,
             Executor* executor)
      : context_(context),
        fetcher_(fetcher),
        layer_(layer),
        limits_(limits),
        budget_(budget),
        executor_(executor) {}

  absl::Status ReadAll(LayerPass& pass, WalkStats& stats) {
    CLAIRCORE_ASSIGN_OR_RETURN(tree_, fetcher_.OpenTree(context_, layer_));
    if (tree_ != nullptr) return pass.ReadTree(*tree_);
    CLAIRCORE_ASSIGN_OR_RETURN(const std::unique_ptr<BlobPipeline> blob, OpenBlob());
    CLAIRCORE_RETURN_IF_ERROR(pass.ReadBlob(*blob));
    stats.compressed_bytes = blob->compressed_bytes();
    stats.decompressed_bytes = blob->decompressed_bytes();
    return absl::OkStatus();
  }

  absl::Status ReadMissing(LayerPass& pass, const std::map<uint32_t, WantList>& missing) {
    if (tree_ != nullptr) return pass.ReadTreeAgain(*tree_, missing);
    CLAIRCORE_ASSIGN_OR_RETURN(const std::unique_ptr<BlobPipeline> blob, OpenBlob());
    return pass.ReadBlobAgain(*blob, missing);
  }

 private:
  absl::StatusOr<std::unique_ptr<BlobPipeline>> OpenBlob() {
    CLAIRCORE_ASSIGN_OR_RETURN(std::unique_ptr<ByteSource> source, fetcher_.Open(context_, layer_));
    return BlobPipeline::Start(context_, std::move(source), layer_.digest, limits_, executor_,
                               [this](uint64_t bytes) { return Borrow(bytes); });
  }

  // For both passes: who keeps files of the first must not wait for the second.
  absl::Status Borrow(uint64_t bytes) {
    if (loan_) return absl::OkStatus();
    CLAIRCORE_ASSIGN_OR_RETURN(loan_, ByteBudget::Borrow(budget_, context_, bytes));
    return absl::OkStatus();
  }

  const Context& context_;
  LayerFetcher& fetcher_;
  const LayerDescription& layer_;
  const IndexLimits& limits_;
  const std::shared_ptr<ByteBudget>& budget_;
  Executor* const executor_;
  std::unique_ptr<LayerTree> tree_;
  ByteBudget::Loan loan_;
};

class Walker final : public LayerWalker {
 public:
  Walker(std::vector<std::shared_ptr<const LayerScanner>> scanners,
         std::unique_ptr<const DispatchTable> dispatch, const IndexLimits& limits,
         TemporaryStorage* temporary, Executor* executor)
      : scanners_(std::move(scanners)),
        dispatch_(std::move(dispatch)),
        limits_(Bounded(limits)),
        temporary_(temporary),
        executor_(executor),
        budget_(std::make_shared<ByteBudget>(limits.max_buffered_bytes)) {}

  absl::StatusOr<std::unique_ptr<WalkedLayer>> Walk(
      const Context& context, LayerFetcher& fetcher, const LayerDescription& layer,
      const std::vector<bool>& active, std::span<const OtherName> names) const override {
    if (active.size() != scanners_.size()) {
      return absl::InvalidArgumentError("one flag a scanner is needed");
    }
    absl::StatusOr<WalkedLayerData> data = DoWalk(context, fetcher, layer, active, names);
    if (data.ok()) return NewWalkedLayer(*std::move(data));
    return absl::Status(data.status().code(), absl::StrCat("layer ", layer.digest.ToString(), ": ",
                                                           data.status().message()));
  }

  const DispatchTable& dispatch() const override { return *dispatch_; }
  bool Wanted(std::string_view path) const override { return dispatch_->MatchesAny(path); }

 private:
  absl::StatusOr<WalkedLayerData> DoWalk(const Context& context, LayerFetcher& fetcher,
                                         const LayerDescription& layer,
                                         const std::vector<bool>& active,
                                         std::span<const OtherName> names) const {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    WalkedLayerData data;
    data.digest = layer.digest;
    data.max_link_hops = limits_.max_link_hops;
    data.scanners = scanners_.size();
    auto table =
        std::make_unique<PathTable>(std::min(limits_.max_entries * kMeanPathBytes, kMaxTableText));
    auto store = std::make_unique<BlobStore>(limits_, temporary_, budget_);
    ProblemList problems(layer.digest);
    LayerPass pass(context, limits_, *dispatch_, scanners_, active, *table, *store, problems);
    LayerInput input(context, fetcher, layer, limits_, budget_, executor_);

    CLAIRCORE_RETURN_IF_ERROR(input.ReadAll(pass, data.stats));
    data.stats.passes = 1;
    data.stats.entries = pass.entries();
    for (const OtherName& name : names) {
      CLAIRCORE_RETURN_IF_ERROR(pass.AddHardLink(name.path, name.file));
    }
    CLAIRCORE_RETURN_IF_ERROR(table->Seal(context));
    std::vector<CapturedFile> captured = pass.TakeCaptured();
    const LinkResolver resolver(*table, limits_.max_link_hops);
    CLAIRCORE_ASSIGN_OR_RETURN(data.files, FindWalkedFiles(context, *table, resolver, *dispatch_,
                                                           active, captured, problems));
    Take(std::move(captured), data.contents);
    DropUnstreamed(data.contents, data.files);
    CLAIRCORE_ASSIGN_OR_RETURN(data.recognised,
                               HashRecognised(context, *table, resolver, pass.recognised()));

    const std::map<uint32_t, WantList> missing = FindMissing(data.files, data.contents, *store);
    if (!missing.empty()) {
      CLAIRCORE_RETURN_IF_ERROR(input.ReadMissing(pass, missing));
      data.stats.passes = 2;
      Take(pass.TakeCaptured(), data.contents);
    }
    data.problems = problems.Finish();
    data.stats.buffered_bytes = store->buffered_bytes();
    data.stats.spooled_bytes = store->spooled_bytes();
    data.stats.table_bytes = table->bytes();
    data.table = std::move(table);
    data.store = std::move(store);
    return data;
  }

  // Entries have 32-bit numbers.
  static IndexLimits Bounded(IndexLimits limits) {
    limits.max_entries = std::min<uint64_t>(limits.max_entries, UINT32_MAX - 1);
    return limits;
  }

  static void Take(std::vector<CapturedFile> captured, ContentMap& contents) {
    for (CapturedFile& file : captured) contents[file.number].Take(std::move(file));
  }

  const std::vector<std::shared_ptr<const LayerScanner>> scanners_;
  const std::unique_ptr<const DispatchTable> dispatch_;
  const IndexLimits limits_;
  TemporaryStorage* const temporary_;
  Executor* const executor_;
  const std::shared_ptr<ByteBudget> budget_;  // walked layers may outlive us
};

}  // namespace

absl::StatusOr<std::unique_ptr<LayerWalker>> LayerWalker::Create(
    std::vector<std::shared_ptr<const LayerScanner>> scanners, const IndexLimits& limits,
    TemporaryStorage* temporary, Executor* executor) {
  if (temporary == nullptr) return absl::InvalidArgumentError("temporary storage is missing");
  CLAIRCORE_ASSIGN_OR_RETURN(std::unique_ptr<const DispatchTable> dispatch,
                             DispatchTable::Compile(scanners));
  return std::make_unique<Walker>(std::move(scanners), std::move(dispatch), limits, temporary,
                                  executor);
}

}  // namespace claircore::walk
