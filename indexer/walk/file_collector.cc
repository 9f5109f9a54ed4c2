#include "indexer/walk/file_collector.h"

#include <algorithm>

#include "claircore/internal/status_macros.h"

namespace claircore::walk {
namespace {

constexpr char kZeros[16 << 10] = {};
// Each piece costs every consumer something. The runs of a sparse file may have a byte each.
constexpr size_t kSmallPiece = 4 << 10;
constexpr size_t kGathered = 16 << 10;

}  // namespace

FileCollector::FileCollector(const Context& context,
                             std::span<const std::shared_ptr<const LayerScanner>> scanners,
                             std::span<const Sniffer> sniffers, const std::vector<bool>& active,
                             BlobStore& store)
    : context_(context), scanners_(scanners), sniffers_(sniffers), active_(active), store_(store) {
  for (const Sniffer& sniffer : sniffers_) max_head_ = std::max(max_head_, sniffer.head_bytes);
}

void FileCollector::Begin(const FileEntry& file, WantList wants, bool sniff) {
  file_ = file;
  captured_.wants = std::move(wants);
  captured_.sniffed.clear();
  captured_.blob.reset();
  captured_.consumers.clear();
  sniff_ = sniff && !sniffers_.empty();
  head_size_ = sniff_ ? std::min<uint64_t>(max_head_, file.size) : 0;
  head_.clear();
  left_ = file.size;
  gathered_.clear();
  decided_ = recognised_ = begun_ = storing_ = false;
  fed_.clear();
  feeding_ = 0;
}

absl::Status FileCollector::Feed(std::string_view bytes) {
  left_ -= std::min<uint64_t>(left_, bytes.size());
  if (bytes.size() >= kSmallPiece || left_ == 0) {
    if (!gathered_.empty()) CLAIRCORE_RETURN_IF_ERROR(FeedGathered());
    return FeedPiece(bytes);
  }
  gathered_.append(bytes);
  return gathered_.size() < kGathered ? absl::OkStatus() : FeedGathered();
}

absl::Status FileCollector::FeedGathered() {
  const absl::Status status = FeedPiece(gathered_);
  gathered_.clear();
  return status;
}

absl::Status FileCollector::FeedPiece(std::string_view bytes) {
  if (decided_) return Deliver(bytes);
  // Nearly always the first piece holds the whole head.
  if (head_.empty() && bytes.size() >= head_size_) {
    CLAIRCORE_RETURN_IF_ERROR(Decide(bytes.substr(0, head_size_)));
    return Deliver(bytes);
  }
  head_.append(bytes);
  if (head_.size() < head_size_) return absl::OkStatus();
  CLAIRCORE_RETURN_IF_ERROR(Decide(std::string_view(head_).substr(0, head_size_)));
  return Deliver(head_);
}

absl::Status FileCollector::FeedZeros(uint64_t size) {
  while (size != 0 && hungry()) {
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    const size_t part = std::min<uint64_t>(size, sizeof(kZeros));
    CLAIRCORE_RETURN_IF_ERROR(Feed({kZeros, part}));
    size -= part;
  }
  return absl::OkStatus();
}

absl::StatusOr<std::optional<CapturedFile>> FileCollector::End(uint32_t number) {
  if (!gathered_.empty()) CLAIRCORE_RETURN_IF_ERROR(FeedGathered());
  if (!decided_) {  // an empty file, or one shorter than it said
    CLAIRCORE_RETURN_IF_ERROR(Decide(head_));
    CLAIRCORE_RETURN_IF_ERROR(Deliver(head_));
  }
  if (begun_) captured_.blob = store_.End();
  if (captured_.wants.empty() && captured_.sniffed.empty()) return std::nullopt;
  captured_.number = number;
  return std::move(captured_);
}

void FileCollector::Abandon() {
  if (begun_) store_.Abandon();
}

absl::Status FileCollector::Decide(std::string_view head) {
  decided_ = true;
  if (sniff_) {
    for (const Sniffer& sniffer : sniffers_) {
      if (!sniffer.accept(file_, head.substr(0, sniffer.head_bytes))) continue;
      recognised_ = true;
      if (active_[sniffer.want.scanner]) Merge(sniffer.want, captured_.sniffed);
    }
  }
  WantList all = captured_.wants;
  for (const Want& want : captured_.sniffed) Merge(want, all);
  Want::Level level = Want::Level::kEntry;
  for (const Want& want : all) {
    level = std::max(level, want.level);
    if (!want.stream) continue;
    std::unique_ptr<StreamConsumer> consumer = scanners_[want.scanner]->OnStream(file_);
    if (consumer != nullptr) captured_.consumers.emplace_back(want.scanner, std::move(consumer));
  }
  if (level != Want::Level::kEntry) {
    store_.Begin(level, file_.size);
    begun_ = true;
    CLAIRCORE_ASSIGN_OR_RETURN(storing_, store_.Append(context_, {}));
  }
  feeding_ = captured_.consumers.size();
  fed_.assign(feeding_, true);
  return absl::OkStatus();
}

absl::Status FileCollector::Deliver(std::string_view bytes) {
  if (storing_) {
    CLAIRCORE_ASSIGN_OR_RETURN(storing_, store_.Append(context_, bytes));
  }
  if (feeding_ == 0 || bytes.empty()) return absl::OkStatus();
  for (size_t i = 0; i < fed_.size(); ++i) {
    if (!fed_[i] || captured_.consumers[i].second->Feed(bytes)) continue;
    fed_[i] = false;
    --feeding_;
  }
  return absl::OkStatus();
}

}  // namespace claircore::walk
