#include "indexer/walk/layer_pass.h"

#include <algorithm>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/base/path.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/walk/entry_name.h"
#include "indexer/walk/walked_files.h"

namespace claircore::walk {
namespace {

constexpr size_t kTreeBufferBytes = size_t{64} << 10;
constexpr uint64_t kRatioFrom = uint64_t{16} << 20;  // as for the whole layer

absl::Status AtPath(std::string_view path, const absl::Status& status) {
  if (status.ok()) return status;
  return absl::Status(status.code(), absl::StrCat(internal::ToAbsl(path), ": ", status.message()));
}

// One file of a tree that cannot be read is a problem; a service that fails is not the file's.
bool IsOfOneFile(const absl::Status& status) {
  return !absl::IsCancelled(status) && !absl::IsDeadlineExceeded(status) &&
         !absl::IsUnavailable(status) && !absl::IsInternal(status);
}

}  // namespace

LayerPass::LayerPass(const Context& context, const IndexLimits& limits,
                     const DispatchTable& dispatch,
                     std::span<const std::shared_ptr<const LayerScanner>> scanners,
                     const std::vector<bool>& active, PathTable& table, BlobStore& store,
                     ProblemList& problems)
    : context_(context),
      limits_(limits),
      dispatch_(dispatch),
      active_(active),
      table_(table),
      problems_(problems),
      collector_(context, scanners, dispatch.sniffers(), active, store),
      sniffs_(!dispatch.sniffers().empty() &&
              std::find(active.begin(), active.end(), true) != active.end()) {}

absl::Status LayerPass::ReadBlob(BlobPipeline& blob) {
  return ForEachTarEntry(blob, true, [&](TarReader& tar, const PathTable::Entry& entry) {
    CLAIRCORE_RETURN_IF_ERROR(table_.Add(entry));
    const auto number = static_cast<uint32_t>(table_.size() - 1);
    if (entry.kind != PathTable::Kind::kEntry) return absl::OkStatus();
    WantList wants = Wants(entry);
    if (entry.type == FileType::kRegular) {
      if (wants.empty() && !sniffs_) return absl::OkStatus();
      return CaptureFromTar(tar, blob, entry, number, std::move(wants), true);
    }
    if (!wants.empty()) {
      CapturedFile& link = captured_.emplace_back();
      link.number = number;
      link.wants = std::move(wants);
    }
    return absl::OkStatus();
  });
}

absl::Status LayerPass::AddHardLink(std::string_view path, std::string_view target) {
  PathTable::Entry entry;
  entry.path = path;
  entry.link_target = target;
  entry.type = FileType::kHardLink;
  CLAIRCORE_RETURN_IF_ERROR(table_.Add(entry));
  CapturedFile& link = captured_.emplace_back();
  link.number = static_cast<uint32_t>(table_.size() - 1);
  link.wants = Wants(entry);
  return absl::OkStatus();
}

absl::Status LayerPass::ReadBlobAgain(BlobPipeline& blob,
                                      const std::map<uint32_t, WantList>& missing) {
  uint32_t next = 0;
  entries_ = 0;
  return ForEachTarEntry(blob, false, [&](TarReader& tar, const PathTable::Entry& entry) {
    const uint32_t number = next++;
    const auto wants = missing.find(number);
    if (wants == missing.end() || entry.type != FileType::kRegular) return absl::OkStatus();
    return CaptureFromTar(tar, blob, entry, number, wants->second, false);
  });
}

absl::Status LayerPass::ForEachTarEntry(BlobPipeline& blob, bool first, Visitor visit) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::unique_ptr<TarReader> tar, TarReader::Create(blob));
  TarEntry raw;
  while (true) {
    CLAIRCORE_ASSIGN_OR_RETURN(const bool more, tar->Next(raw));
    if (!more) break;
    CLAIRCORE_RETURN_IF_ERROR(CountEntry());
    PathTable::Entry entry;
    entry.type = raw.type;
    entry.mode = static_cast<uint16_t>(raw.mode);
    entry.size = raw.size;
    if (!Name(raw.path, raw.link_target, entry, first)) continue;
    CLAIRCORE_RETURN_IF_ERROR(visit(*tar, entry));
  }
  CLAIRCORE_RETURN_IF_ERROR(blob.Finish());
  if (!first) return absl::OkStatus();
  if (tar->trailing_garbage()) {
    problems_.Add("", absl::DataLossError("bytes that are no archive follow the archive's end"));
  }
  if (blob.trailing_garbage()) {
    problems_.Add("", absl::DataLossError("bytes other than zero follow the compressed data"));
  }
  return absl::OkStatus();
}

absl::Status LayerPass::CountEntry() {
  if (++entries_ <= limits_.max_entries) return absl::OkStatus();
  return absl::ResourceExhaustedError(
      absl::StrCat("more entries than max_entries (", limits_.max_entries, ")"));
}

bool LayerPass::TooLong(std::string_view raw, std::string_view link_target, bool first) {
  const size_t max_bytes = std::min<size_t>(limits_.max_path_bytes, PathTable::kMaxTextBytes);
  if (raw.size() <= max_bytes && link_target.size() <= max_bytes) return false;
  if (first) {
    problems_.Add(base::CleanPath(raw, clean_scratch_),
                  absl::ResourceExhaustedError(
                      absl::StrCat("a name is longer than max_path_bytes (", max_bytes, ")")));
  }
  return true;
}

// Fills in what the name means; false: the entry is to be ignored. Deterministic, so that both
// passes number alike.
bool LayerPass::Name(std::string_view raw, std::string_view link_target, PathTable::Entry& entry,
                     bool first) {
  if (TooLong(raw, link_target, first)) return false;
  const EntryName name = ReadEntryName(base::CleanPath(raw, clean_scratch_), name_scratch_);
  entry.path = name.path;
  entry.link_target = link_target;
  switch (name.meaning) {
    case EntryName::Meaning::kEntry:
      entry.kind = PathTable::Kind::kEntry;
      return true;
    case EntryName::Meaning::kWhiteout:
    case EntryName::Meaning::kOpaque:
      entry = {name.path, {}, PathTable::Kind::kOpaque, FileType::kOther, 0, 0};
      if (name.meaning == EntryName::Meaning::kWhiteout) entry.kind = PathTable::Kind::kWhiteout;
      return true;
    case EntryName::Meaning::kIgnored:
      return false;
    case EntryName::Meaning::kBad:
      if (first) problems_.Add(name.path, absl::DataLossError("a whiteout of nothing"));
      return false;
  }
  return false;
}

WantList LayerPass::Wants(const PathTable::Entry& entry) const {
  WantList wants;
  if (entry.type == FileType::kRegular || entry.type == FileType::kHardLink ||
      entry.type == FileType::kSymlink) {
    dispatch_.Match(entry.path, active_, wants);
  }
  return wants;
}

absl::Status LayerPass::CaptureFromTar(TarReader& tar, BlobPipeline& blob,
                                       const PathTable::Entry& entry, uint32_t number,
                                       WantList wants, bool sniff) {
  file_scratch_.path = entry.path;
  file_scratch_.type = entry.type;
  file_scratch_.mode = entry.mode;
  file_scratch_.size = entry.size;
  collector_.Begin(file_scratch_, std::move(wants), sniff);
  uint64_t position = 0;
  TarBlock block;
  while (position < entry.size && collector_.hungry()) {
    absl::StatusOr<bool> more = tar.NextBlock(block);
    if (!more.ok()) return AtPath(entry.path, more.status());
    const uint64_t begin = *more ? block.offset : entry.size;
    if (begin > position) {
      CLAIRCORE_RETURN_IF_ERROR(AtPath(entry.path, CountHole(blob, begin - position)));
      CLAIRCORE_RETURN_IF_ERROR(AtPath(entry.path, collector_.FeedZeros(begin - position)));
      position = begin;
    }
    if (!*more) break;
    CLAIRCORE_RETURN_IF_ERROR(AtPath(entry.path, collector_.Feed(block.bytes)));
    position += block.bytes.size();
  }
  return AtPath(entry.path, EndCapture(number));
}

// Holes are bytes that cost the archive nothing: they count as decompressed ones.
absl::Status LayerPass::CountHole(BlobPipeline& blob, uint64_t size) {
  hole_bytes_ += std::min(size, limits_.max_layer_bytes + 1);
  if (hole_bytes_ > limits_.max_layer_bytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("a sparse file makes the layer larger than max_layer_bytes (",
                     limits_.max_layer_bytes, ")"));
  }
  const uint64_t ratio = std::max<uint64_t>(limits_.max_compression_ratio, 1);
  if (hole_bytes_ > kRatioFrom && hole_bytes_ / ratio > blob.compressed_bytes()) {
    return absl::ResourceExhaustedError(absl::StrCat(
        "a sparse file exceeds max_compression_ratio (", limits_.max_compression_ratio, ")"));
  }
  return absl::OkStatus();
}

absl::Status LayerPass::EndCapture(uint32_t number) {
  CLAIRCORE_ASSIGN_OR_RETURN(std::optional<CapturedFile> file, collector_.End(number));
  if (file.has_value()) captured_.push_back(*std::move(file));
  if (collector_.recognised()) recognised_.push_back(number);
  return absl::OkStatus();
}

absl::Status LayerPass::ReadTree(LayerTree& tree) {
  absl::Status status;
  std::string target;
  const absl::Status walked = tree.ForEach(context_, [&](const FileEntry& file) {
    status = context_.Check();
    if (status.ok()) status = CountEntry();
    if (!status.ok()) return false;
    // The targets of a tree's links are relative to its root.
    target = file.link_target;
    if (file.type == FileType::kSymlink) target.insert(0, "/");
    PathTable::Entry entry;
    entry.type = file.type;
    entry.mode = static_cast<uint16_t>(file.mode);
    entry.size = file.type == FileType::kRegular ? file.size : 0;
    entry.link_target = target;
    // A tree has no whiteouts: ".wh.x" is a file of that name.
    entry.path = base::CleanPath(file.path, clean_scratch_);
    if (entry.path.empty() || TooLong(file.path, target, true)) return true;
    status = table_.Add(entry);
    return status.ok();
  });
  CLAIRCORE_RETURN_IF_ERROR(status);
  CLAIRCORE_RETURN_IF_ERROR(walked);
  for (uint32_t number = 0; number < table_.size(); ++number) {
    const PathTable::Entry entry = table_.Get(number);
    if (entry.kind != PathTable::Kind::kEntry) continue;
    WantList wants = Wants(entry);
    if (entry.type == FileType::kRegular && (sniffs_ || !wants.empty())) {
      CLAIRCORE_RETURN_IF_ERROR(CaptureFromTree(tree, number, std::move(wants), true));
    } else if (!wants.empty()) {
      CapturedFile& link = captured_.emplace_back();
      link.number = number;
      link.wants = std::move(wants);
    }
  }
  return absl::OkStatus();
}

absl::Status LayerPass::ReadTreeAgain(LayerTree& tree,
                                      const std::map<uint32_t, WantList>& missing) {
  for (const auto& [number, wants] : missing) {
    CLAIRCORE_RETURN_IF_ERROR(CaptureFromTree(tree, number, wants, false));
  }
  return absl::OkStatus();
}

absl::Status LayerPass::CaptureFromTree(LayerTree& tree, uint32_t number, WantList wants,
                                        bool sniff) {
  CLAIRCORE_RETURN_IF_ERROR(context_.Check());
  const FileEntry file = ToFileEntry(table_.Get(number));
  collector_.Begin(file, std::move(wants), sniff);
  absl::StatusOr<std::unique_ptr<ByteSource>> source = tree.Open(context_, file);
  const absl::Status status = source.ok() ? CaptureBytes(**source) : source.status();
  if (status.ok()) return AtPath(file.path, EndCapture(number));
  if (!IsOfOneFile(status)) return AtPath(file.path, status);
  problems_.Add(file.path, status);
  collector_.Abandon();
  return absl::OkStatus();
}

absl::Status LayerPass::CaptureBytes(ByteSource& source) {
  buffer_.resize(kTreeBufferBytes);
  while (collector_.hungry()) {
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const size_t got, source.Read(buffer_));
    if (got == 0) break;
    CLAIRCORE_RETURN_IF_ERROR(
        collector_.Feed({reinterpret_cast<const char*>(buffer_.data()), got}));
  }
  return absl::OkStatus();
}

std::vector<CapturedFile> LayerPass::TakeCaptured() { return std::exchange(captured_, {}); }

}  // namespace claircore::walk
