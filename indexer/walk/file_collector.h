#ifndef CLAIRCORE_INDEXER_WALK_FILE_COLLECTOR_H_
#define CLAIRCORE_INDEXER_WALK_FILE_COLLECTOR_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/file_wants.h"
#include "claircore/layer_scanner.h"
#include "indexer/walk/blob_store.h"
#include "indexer/walk/dispatch.h"

namespace claircore::walk {

// What the walk took of one entry.
struct CapturedFile {
  uint32_t number = 0;  // in the PathTable
  WantList wants;       // by patterns
  WantList sniffed;     // by first bytes
  std::optional<BlobStore::Id> blob;
  std::vector<std::pair<uint32_t, std::unique_ptr<StreamConsumer>>> consumers;  // by scanner
};

// Hands one file's bytes, as they come, to the sniffers, the store and the streaming scanners. Used
// again for file after file.
class FileCollector {
 public:
  // Nothing is owned. `active` has one flag a scanner.
  FileCollector(const Context& context,
                std::span<const std::shared_ptr<const LayerScanner>> scanners,
                std::span<const Sniffer> sniffers, const std::vector<bool>& active,
                BlobStore& store);

  // `wants` are the patterns'. `sniff` is false in a second pass.
  void Begin(const FileEntry& file, WantList wants, bool sniff);
  // Whether Feed() has any use for more bytes.
  bool hungry() const { return !decided_ || storing_ || feeding_ != 0; }
  absl::Status Feed(std::string_view bytes);
  // The part of a sparse file that holds nothing.
  absl::Status FeedZeros(uint64_t size);
  // Whether its first bytes told any scanner, active or not, what the file is. Valid after End().
  bool recognised() const { return recognised_; }
  // Absent: nobody wants the file.
  absl::StatusOr<std::optional<CapturedFile>> End(uint32_t number);
  // Instead of End(): the file cannot be read, and nobody gets to see it.
  void Abandon();

 private:
  absl::Status FeedPiece(std::string_view bytes);
  absl::Status FeedGathered();
  absl::Status Decide(std::string_view head);
  absl::Status Deliver(std::string_view bytes);

  const Context& context_;
  const std::span<const std::shared_ptr<const LayerScanner>> scanners_;
  const std::span<const Sniffer> sniffers_;
  const std::vector<bool>& active_;
  size_t max_head_ = 0;
  BlobStore& store_;

  FileEntry file_;
  CapturedFile captured_;
  size_t head_size_ = 0;  // bytes that the sniffers need of this file
  std::string head_;      // when they come in pieces
  uint64_t left_ = 0;     // bytes that have yet to come
  std::string gathered_;  // of a sparse file that comes in crumbs
  bool sniff_ = false;
  bool decided_ = false;
  bool recognised_ = false;
  bool begun_ = false;     // the store has begun this file
  bool storing_ = false;   // and has not refused it
  std::vector<bool> fed_;  // consumers that want more
  size_t feeding_ = 0;     // how many
};

}  // namespace claircore::walk

#endif  // CLAIRCORE_INDEXER_WALK_FILE_COLLECTOR_H_
