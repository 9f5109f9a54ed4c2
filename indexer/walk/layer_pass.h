#ifndef CLAIRCORE_INDEXER_WALK_LAYER_PASS_H_
#define CLAIRCORE_INDEXER_WALK_LAYER_PASS_H_

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/indexer.h"
#include "claircore/io.h"
#include "claircore/layer_fetcher.h"
#include "claircore/layer_scanner.h"
#include "indexer/walk/blob_pipeline.h"
#include "indexer/walk/blob_store.h"
#include "indexer/walk/dispatch.h"
#include "indexer/walk/file_collector.h"
#include "indexer/walk/path_table.h"
#include "indexer/walk/problem_list.h"
#include "indexer/walk/tar_reader.h"

namespace claircore::walk {

// Reads a layer's entries, once or twice, into a path table and a blob store. One thread.
class LayerPass {
 public:
  // Nothing is owned; all must outlive this object.
  LayerPass(const Context& context, const IndexLimits& limits, const DispatchTable& dispatch,
            std::span<const std::shared_ptr<const LayerScanner>> scanners,
            const std::vector<bool>& active, PathTable& table, BlobStore& store,
            ProblemList& problems);

  // The first pass: every entry goes into the table, and what the scanners want is captured.
  absl::Status ReadBlob(BlobPipeline& blob);
  absl::Status ReadTree(LayerTree& tree);
  // The second pass, over the same bytes: captures the missing entries.
  absl::Status ReadBlobAgain(BlobPipeline& blob, const std::map<uint32_t, WantList>& missing);
  absl::Status ReadTreeAgain(LayerTree& tree, const std::map<uint32_t, WantList>& missing);

  // After the first pass: a link that the layer itself does not have.
  absl::Status AddHardLink(std::string_view path, std::string_view target);

  // What the passes so far captured, in order of number.
  std::vector<CapturedFile> TakeCaptured();
  // The numbers of the entries whose first bytes some scanner knows, active or not: what a system
  // package owns must not depend on which scanners have still to run. Ascending.
  const std::vector<uint32_t>& recognised() const { return recognised_; }
  uint64_t entries() const { return entries_; }

 private:
  // Called with the number that the table has, or will have, for a file, directory or link.
  using Visitor = absl::FunctionRef<absl::Status(TarReader& tar, const PathTable::Entry& entry)>;
  absl::Status ForEachTarEntry(BlobPipeline& blob, bool first, Visitor visit);

  bool TooLong(std::string_view raw, std::string_view link_target, bool first);
  bool Name(std::string_view raw, std::string_view link_target, PathTable::Entry& entry,
            bool first);
  absl::Status CountEntry();
  WantList Wants(const PathTable::Entry& entry) const;
  absl::Status CaptureFromTar(TarReader& tar, BlobPipeline& blob, const PathTable::Entry& entry,
                              uint32_t number, WantList wants, bool sniff);
  absl::Status CaptureFromTree(LayerTree& tree, uint32_t number, WantList wants, bool sniff);
  absl::Status CaptureBytes(ByteSource& source);
  absl::Status EndCapture(uint32_t number);
  absl::Status CountHole(BlobPipeline& blob, uint64_t size);

  const Context& context_;
  const IndexLimits& limits_;
  const DispatchTable& dispatch_;
  const std::vector<bool>& active_;
  PathTable& table_;
  ProblemList& problems_;
  FileCollector collector_;
  const bool sniffs_;
  std::vector<CapturedFile> captured_;
  std::vector<uint32_t> recognised_;
  uint64_t entries_ = 0;
  uint64_t hole_bytes_ = 0;  // of sparse files
  std::string clean_scratch_;
  std::string name_scratch_;
  FileEntry file_scratch_;
  std::vector<std::byte> buffer_;
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_LAYER_PASS_H_
