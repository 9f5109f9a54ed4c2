#include "indexer/walk/walked_files.h"

#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include "claircore/base/path.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "indexer/checked_sort.h"
#include "indexer/walk/glob.h"
#include "indexer/walk/path_hash.h"

namespace claircore::walk {
namespace {

// Following links may cost this much work in one layer; honest layers need a thousandth.
constexpr uint64_t kMaxSteps = 20'000'000;
constexpr uint64_t kStepsPerCheck = 10'000;

class Finder {
 public:
  Finder(const Context& context, const PathTable& table, const LinkResolver& resolver,
         const DispatchTable& dispatch, const std::vector<bool>& active,
         const std::vector<CapturedFile>& captured)
      : context_(context),
        table_(table),
        resolver_(resolver),
        dispatch_(dispatch),
        active_(active),
        captured_(captured) {}

  absl::Status Run() {
    CLAIRCORE_RETURN_IF_ERROR(WantCaptured());
    CLAIRCORE_RETURN_IF_ERROR(WantSniffedLinks());
    for (const DispatchTable::Glob& path : dispatch_.paths()) {
      if (!active_[path.want.scanner] || table_.Find(path.text).has_value()) continue;
      CLAIRCORE_RETURN_IF_ERROR(WantLinked(path.text, {&path.want, 1}));
    }
    for (size_t i = 0; i < dispatch_.globs().size(); ++i) {
      if (!active_[dispatch_.globs()[i].want.scanner]) continue;
      CLAIRCORE_RETURN_IF_ERROR(WantGlobBehindLink(i));
    }
    return absl::OkStatus();
  }

  absl::StatusOr<std::vector<WalkedFile>> TakeFiles() {
    std::vector<WalkedFile> files;
    files.reserve(wanted_.size());
    for (auto& [number, wants] : wanted_) {
      CLAIRCORE_RETURN_IF_ERROR(Spend(1));
      const std::optional<uint32_t> content = ContentOf(number);
      if (!content.has_value()) continue;  // a hard link to nothing
      const PathTable::Entry entry = table_.Get(number);
      WalkedFile& file = files.emplace_back();
      file.entry = ToFileEntry(entry);
      file.entry.size = table_.Get(*content).size;
      if (entry.type == FileType::kHardLink) file.entry.mode = table_.Get(*content).mode;
      file.content = *content;
      file.wants = std::move(wants);
    }
    CLAIRCORE_RETURN_IF_ERROR(internal::CheckedSort(
        context_, files,
        [](const WalkedFile& a, const WalkedFile& b) { return a.entry.path < b.entry.path; }));
    return files;
  }

  bool gave_up() const { return steps_ > kMaxSteps; }

 private:
  // Counts work; an error only when the context ends.
  absl::Status Spend(uint64_t steps) {
    steps_ += steps;
    if (steps_ < next_check_) return absl::OkStatus();
    next_check_ = steps_ + kStepsPerCheck;
    return context_.Check();
  }

  // The regular entry behind a number that is a regular file or a hard link.
  std::optional<uint32_t> ContentOf(uint32_t number) const {
    const std::optional<uint32_t> content = resolver_.ContentOf(number);
    if (!content.has_value() || table_.Get(*content).type != FileType::kRegular) {
      return std::nullopt;
    }
    return content;
  }

  void WantEntry(uint32_t number, std::span<const Want> wants) {
    WantList& list = wanted_[number];
    for (const Want& want : wants) Merge(want, list);
  }

  // The regular file that `path` leads to, if any.
  absl::Status WantLinked(std::string_view path, std::span<const Want> wants) {
    if (gave_up()) return absl::OkStatus();
    const std::optional<LinkResolver::Place> place = resolver_.Resolve(path);
    CLAIRCORE_RETURN_IF_ERROR(Spend(place.has_value() ? 1 + place->steps : 1000));
    if (!place.has_value() || !place->entry.has_value()) return absl::OkStatus();
    const FileType type = table_.Get(*place->entry).type;
    if (type == FileType::kRegular || type == FileType::kHardLink) WantEntry(*place->entry, wants);
    return absl::OkStatus();
  }

  // An entry at `path` that matched.
  absl::Status WantMatched(uint32_t number, std::span<const Want> wants) {
    const PathTable::Entry entry = table_.Get(number);
    if (entry.type == FileType::kSymlink) return WantLinked(entry.path, wants);
    if (entry.type == FileType::kHardLink && !ContentOf(number).has_value()) {
      return WantLinked(entry.path, wants);  // perhaps a hard link to a symbolic one
    }
    if (entry.type == FileType::kRegular || entry.type == FileType::kHardLink) {
      WantEntry(number, wants);
    }
    return absl::OkStatus();
  }

  absl::Status WantCaptured() {
    for (const CapturedFile& file : captured_) {
      CLAIRCORE_RETURN_IF_ERROR(Spend(1));
      if (table_.Replaced(file.number)) continue;
      CLAIRCORE_RETURN_IF_ERROR(WantMatched(file.number, file.wants));
      if (!file.sniffed.empty()) WantEntry(file.number, file.sniffed);
    }
    return absl::OkStatus();
  }

  // Another name of a file that was known by its first bytes: the other one may be removed above.
  absl::Status WantSniffedLinks() {
    if (std::all_of(captured_.begin(), captured_.end(),
                    [](const CapturedFile& file) { return file.sniffed.empty(); })) {
      return absl::OkStatus();
    }
    for (uint32_t number = 0; number < table_.size(); ++number) {
      CLAIRCORE_RETURN_IF_ERROR(Spend(1));
      if (table_.Get(number).type != FileType::kHardLink || table_.Replaced(number)) continue;
      const std::optional<uint32_t> content = ContentOf(number);
      if (!content.has_value()) continue;
      const auto file = std::lower_bound(
          captured_.begin(), captured_.end(), *content,
          [](const CapturedFile& captured, uint32_t n) { return captured.number < n; });
      if (file == captured_.end() || file->number != *content || file->sniffed.empty()) continue;
      WantEntry(number, file->sniffed);
    }
    return absl::OkStatus();
  }

  // "var/lib/rpm/*" where var/lib/rpm is a link to a directory.
  absl::Status WantGlobBehindLink(size_t number) {
    const DispatchTable::Glob& glob = dispatch_.globs()[number];
    const std::string directory(LiteralDirectory(glob.text));
    if (directory.empty() || gave_up()) return absl::OkStatus();
    const std::optional<LinkResolver::Place> place = resolver_.Resolve(directory);
    CLAIRCORE_RETURN_IF_ERROR(Spend(place.has_value() ? 1 + place->steps : 1000));
    if (!place.has_value() || place->path == directory) return absl::OkStatus();
    const auto [first, last] = table_.Below(place->path);
    std::string seen;  // the path as the glob would have it
    for (size_t i = first; i < last && !gave_up(); ++i) {
      CLAIRCORE_RETURN_IF_ERROR(Spend(1));
      const uint32_t candidate = table_.sorted()[i];
      const PathTable::Entry entry = table_.Get(candidate);
      if (entry.kind != PathTable::Kind::kEntry || table_.Replaced(candidate)) continue;
      const size_t skip = place->path.empty() ? 0 : place->path.size() + 1;
      seen.assign(directory).append("/").append(entry.path.substr(skip));
      if (!dispatch_.GlobMatches(number, seen)) continue;
      CLAIRCORE_RETURN_IF_ERROR(WantMatched(candidate, {&glob.want, 1}));
    }
    return absl::OkStatus();
  }

  const Context& context_;
  const PathTable& table_;
  const LinkResolver& resolver_;
  const DispatchTable& dispatch_;
  const std::vector<bool>& active_;
  const std::vector<CapturedFile>& captured_;
  internal::HashMap<uint32_t, WantList> wanted_;  // by entry number
  uint64_t steps_ = 0;
  uint64_t next_check_ = kStepsPerCheck;
};

}  // namespace

void Content::Take(CapturedFile captured) {
  for (const Want& want : captured.wants) Merge(want, wants);
  for (const Want& want : captured.sniffed) Merge(want, wants);
  if (captured.blob.has_value()) blob = captured.blob;
  for (auto& [scanner, consumer] : captured.consumers) consumers[scanner] = std::move(consumer);
}

FileEntry ToFileEntry(const PathTable::Entry& entry) {
  FileEntry result;
  result.path = entry.path;
  result.type = entry.type;
  result.mode = entry.mode;
  result.size = entry.size;
  std::string scratch;
  if (entry.type == FileType::kHardLink) {
    result.link_target = base::CleanPath(entry.link_target, scratch);
  } else if (entry.type == FileType::kSymlink) {
    result.link_target = base::LinkTarget(entry.path, entry.link_target, scratch);
  }
  return result;
}

absl::StatusOr<std::vector<WalkedFile>> FindWalkedFiles(
    const Context& context, const PathTable& table, const LinkResolver& resolver,
    const DispatchTable& dispatch, const std::vector<bool>& active,
    const std::vector<CapturedFile>& captured, ProblemList& problems) {
  Finder finder(context, table, resolver, dispatch, active, captured);
  CLAIRCORE_RETURN_IF_ERROR(finder.Run());
  if (finder.gave_up()) {
    problems.Add("", absl::ResourceExhaustedError("the layer's links are too many to follow all"));
  }
  return finder.TakeFiles();
}

absl::StatusOr<internal::HashSet<uint64_t>> HashRecognised(
    const Context& context, const PathTable& table, const LinkResolver& resolver,
    const std::vector<uint32_t>& recognised) {
  internal::HashSet<uint64_t> hashes;
  if (recognised.empty()) return hashes;
  for (uint32_t number = 0; number < table.size(); ++number) {
    if (number % kStepsPerCheck == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const PathTable::Entry entry = table.Get(number);
    std::optional<uint32_t> content = number;
    if (entry.type == FileType::kHardLink) {
      content = resolver.ContentOf(number);
    } else if (entry.type != FileType::kRegular) {
      continue;
    }
    if (content.has_value() && std::binary_search(recognised.begin(), recognised.end(), *content) &&
        !table.Replaced(number)) {
      hashes.insert(PathHash(entry.path));
    }
  }
  return hashes;
}

void DropUnstreamed(const ContentMap& contents, std::vector<WalkedFile>& files) {
  for (WalkedFile& file : files) {
    const auto found = contents.find(file.content);
    const auto unstreamed = [&](const Want& want) {
      if (!want.stream || want.level != Want::Level::kEntry) return false;
      if (found == contents.end()) return true;
      const WantList& read_for = found->second.wants;
      return std::none_of(read_for.begin(), read_for.end(),
                          [&](const Want& w) { return w.scanner == want.scanner && w.stream; });
    };
    file.wants.erase(std::remove_if(file.wants.begin(), file.wants.end(), unstreamed),
                     file.wants.end());
  }
  std::erase_if(files, [](const WalkedFile& file) { return file.wants.empty(); });
}

std::map<uint32_t, WantList> FindMissing(const std::vector<WalkedFile>& files,
                                         const ContentMap& contents, const BlobStore& store) {
  std::map<uint32_t, WantList> missing;
  for (const WalkedFile& file : files) {
    const auto found = contents.find(file.content);
    const Content* content = found == contents.end() ? nullptr : &found->second;
    Want::Level read_for = Want::Level::kEntry;
    if (content != nullptr) {
      for (const Want& want : content->wants) read_for = std::max(read_for, want.level);
    }
    const bool kept =
        content != nullptr && content->blob.has_value() && store.status(*content->blob).ok();
    if (kept) continue;
    for (Want want : file.wants) {
      // What was too large for one level may be small enough for the next.
      if (want.level <= read_for) continue;
      want.stream = false;
      Merge(want, missing[file.content]);
    }
  }
  return missing;
}

}  // namespace claircore::walk
