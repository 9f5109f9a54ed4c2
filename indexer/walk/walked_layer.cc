#include "indexer/walk/walked_layer.h"

#include <algorithm>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/status/status.h"
#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "indexer/walk/link_resolver.h"
#include "indexer/walk/path_hash.h"
#include "indexer/walk/repeats.h"

namespace claircore::walk {
namespace {

class View final : public LayerView {
 public:
  // `numbers` index data.files, sorted: what `scanner` wanted. Nothing is owned.
  View(const WalkedLayerData& data, const std::vector<uint32_t>& numbers, uint32_t scanner)
      : data_(data),
        numbers_(numbers),
        scanner_(scanner),
        repeats_(data.stats.buffered_bytes + data.stats.spooled_bytes) {
    if (!data_.has_shared_bytes) return;
    for (const uint32_t number : numbers_) ++shared_[data_.files[number].content];
    absl::erase_if(shared_, [](const auto& entry) { return entry.second == 1; });
  }

  const Digest& digest() const override { return data_.digest; }

  void ForEach(absl::FunctionRef<bool(const FileEntry&)> visit) const override {
    for (const uint32_t number : numbers_) {
      if (!visit(data_.files[number].entry)) return;
    }
  }

  const FileEntry* Find(std::string_view path) const override {
    std::string scratch;
    const std::string_view clean = base::CleanPath(path, scratch);
    if (const WalkedFile* file = At(clean)) return &file->entry;
    const LinkResolver resolver(*data_.table, data_.max_link_hops);
    const std::optional<LinkResolver::Place> place = resolver.Resolve(clean);
    if (!place.has_value()) return nullptr;
    const WalkedFile* file = At(place->path);
    return file == nullptr ? nullptr : &file->entry;
  }

  absl::StatusOr<std::string_view> Contents(const FileEntry& file) override {
    const Content* content = ContentOf(file, Want::Level::kContents);
    if (content == nullptr) return NotKept("Contents() needs Keep::kContents or kRandomAccess");
    if (repeats_.Again(file, BytesOf(file)) && !repeats_.Spend(file.size)) return Repeats::Spent();
    return data_.store->Contents(*content->blob, scratch_);
  }

  absl::StatusOr<std::unique_ptr<RandomAccessSource>> Open(const FileEntry& file) const override {
    const Content* content = ContentOf(file, Want::Level::kRandomAccess);
    if (content == nullptr) return NotKept("Open() needs Keep::kRandomAccess");
    CLAIRCORE_ASSIGN_OR_RETURN(std::unique_ptr<RandomAccessSource> source,
                               data_.store->Open(*content->blob));
    if (!repeats_.Again(file, BytesOf(file))) return source;
    return NewRepeatSource(std::move(source), repeats_);
  }

  Bytes BytesOf(const FileEntry& file) const override {
    if (shared_.empty()) return {};
    const WalkedFile* walked = At(file.path);
    if (walked == nullptr) return {};
    const auto names = shared_.find(walked->content);
    if (names == shared_.end()) return {walked->content, 1};
    return {walked->content, names->second};
  }

  StreamConsumer* Consumer(const FileEntry& file) const override {
    const WalkedFile* walked = At(file.path);
    if (walked == nullptr || !WantOf(*walked).stream) return nullptr;
    const auto content = data_.contents.find(walked->content);
    if (content == data_.contents.end()) return nullptr;
    const auto consumer = content->second.consumers.find(scanner_);
    return consumer == content->second.consumers.end() ? nullptr : consumer->second.get();
  }

 private:
  static absl::Status NotKept(const char* why) { return absl::FailedPreconditionError(why); }

  // The wanted file of this very path.
  const WalkedFile* At(std::string_view path) const {
    const auto it = std::lower_bound(numbers_.begin(), numbers_.end(), path,
                                     [this](uint32_t number, std::string_view wanted) {
                                       return data_.files[number].entry.path < wanted;
                                     });
    if (it == numbers_.end() || data_.files[*it].entry.path != path) return nullptr;
    return &data_.files[*it];
  }

  Want WantOf(const WalkedFile& file) const {
    for (const Want& want : file.wants) {
      if (want.scanner == scanner_) return want;
    }
    return Want();
  }

  const Content* ContentOf(const FileEntry& file, Want::Level level) const {
    const WalkedFile* walked = At(file.path);
    if (walked == nullptr || WantOf(*walked).level < level) return nullptr;
    const auto content = data_.contents.find(walked->content);
    if (content == data_.contents.end() || !content->second.blob.has_value()) return nullptr;
    return &content->second;
  }

  const WalkedLayerData& data_;
  const std::vector<uint32_t>& numbers_;
  const uint32_t scanner_;
  absl::flat_hash_map<uint32_t, uint32_t> shared_;  // contents with several names -> how many
  mutable Repeats repeats_;
  std::string scratch_;
};

class Layer final : public WalkedLayer {
 public:
  explicit Layer(WalkedLayerData data) : data_(std::move(data)), by_scanner_(data_.scanners) {
    data_.has_shared_bytes =
        std::any_of(data_.files.begin(), data_.files.end(),
                    [](const WalkedFile& file) { return file.entry.type == FileType::kHardLink; });
    for (uint32_t number = 0; number < data_.files.size(); ++number) {
      for (const Want& want : data_.files[number].wants)
        by_scanner_[want.scanner].push_back(number);
    }
  }

  std::unique_ptr<LayerView> ViewFor(size_t scanner) const override {
    return std::make_unique<View>(data_, by_scanner_[scanner], static_cast<uint32_t>(scanner));
  }

  void ForEachPath(absl::FunctionRef<void(const PathRecord&)> visit) const override {
    const PathTable& table = *data_.table;
    const std::vector<uint32_t>& sorted = table.sorted();
    std::string target;
    for (size_t i = 0; i < sorted.size(); ++i) {
      const PathTable::Entry entry = table.Get(sorted[i]);
      if (i + 1 < sorted.size()) {
        const PathTable::Entry next = table.Get(sorted[i + 1]);
        if (next.kind == entry.kind && next.path == entry.path) continue;  // replaced
      }
      PathRecord record;
      record.path = entry.path;
      record.type = entry.type;
      record.whiteout = entry.kind == PathTable::Kind::kWhiteout;
      record.opaque = entry.kind == PathTable::Kind::kOpaque;
      if (entry.type == FileType::kHardLink) {
        record.link_target = base::CleanPath(entry.link_target, target);
        record.elsewhere = !table.Find(record.link_target).has_value();
      } else if (entry.type == FileType::kSymlink) {
        record.link_target = base::LinkTarget(entry.path, entry.link_target, target);
      }
      visit(record);
    }
  }

  bool Recognised(std::string_view path) const override {
    return !data_.recognised.empty() && data_.recognised.contains(PathHash(path));
  }

  const std::vector<Problem>& problems() const override { return data_.problems; }
  const WalkStats& stats() const override { return data_.stats; }

 private:
  WalkedLayerData data_;
  std::vector<std::vector<uint32_t>> by_scanner_;  // sorted, indexes into data_.files
};

}  // namespace

std::unique_ptr<WalkedLayer> NewWalkedLayer(WalkedLayerData data) {
  return std::make_unique<Layer>(std::move(data));
}

}  // namespace claircore::walk
