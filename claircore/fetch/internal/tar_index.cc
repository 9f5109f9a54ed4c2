#include <archive.h>
#include <archive_entry.h>

#include <string>
#include <utility>

#include "absl/container/flat_hash_map.h"
#include "absl/strings/str_cat.h"
#include "claircore/fetch/internal/archive_reader.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/fetch/internal/paths.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::fetch {
namespace {

using claircore::internal::ToAbsl;

constexpr size_t kMaxNameBytes = 4096;
constexpr int kMaxHops = 16;

struct Member {
  bool regular = false;
  uint64_t offset = 0;
  uint64_t size = 0;
  std::string link;  // clean; the member that a link names
};

class TarMembers final : public Members {
 public:
  TarMembers(std::shared_ptr<const RandomAccessSource> archive,
             absl::flat_hash_map<std::string, Member> members)
      : archive_(std::move(archive)), members_(std::move(members)) {}

  absl::StatusOr<std::shared_ptr<const RandomAccessSource>> Open(
      std::string_view name) const override {
    std::string at = CleanPath(name);
    for (int hop = 0; hop < kMaxHops; ++hop) {
      const auto it = members_.find(at);
      if (it == members_.end()) {
        return absl::NotFoundError(absl::StrCat("no '", ToAbsl(name), "' in the archive"));
      }
      const Member& member = it->second;
      if (member.regular) return NewSlice(archive_, member.offset, member.size);
      if (member.link.empty()) break;
      at = member.link;
    }
    return absl::InvalidArgumentError(
        absl::StrCat("'", ToAbsl(name), "' is no regular file of the archive"));
  }

 private:
  const std::shared_ptr<const RandomAccessSource> archive_;
  const absl::flat_hash_map<std::string, Member> members_;
};

// What the entry that was just read is, when its data begin at `offset`.
Member MemberOf(struct archive_entry* entry, const std::string& name, uint64_t offset) {
  Member member;
  if (const char* target = archive_entry_hardlink(entry); target != nullptr) {
    member.link = CleanPath(target);
  } else if (archive_entry_filetype(entry) == AE_IFLNK) {
    const char* text = archive_entry_symlink(entry);
    if (text != nullptr) member.link = LinkTarget(name, text);
  } else if (archive_entry_filetype(entry) == AE_IFREG && archive_entry_sparse_count(entry) == 0) {
    member.regular = true;
    member.offset = offset;
    member.size = static_cast<uint64_t>(archive_entry_size(entry));
  }
  return member;
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Members>> IndexTar(
    const Context& context, std::shared_ptr<const RandomAccessSource> archive,
    const ArchiveLimits& limits) {
  const ArchivePtr a(archive_read_new());
  archive_read_support_format_tar(a.get());
  ArchiveInput input(context, archive.get());
  CLAIRCORE_RETURN_IF_ERROR(input.Open(a.get()));
  absl::flat_hash_map<std::string, Member> members;
  uint64_t count = 0;
  while (true) {
    struct archive_entry* entry = nullptr;
    input.BeginHeader();
    const int result = archive_read_next_header(a.get(), &entry);
    if (result == ARCHIVE_EOF) break;
    // A warning is about a name's character set; the entry is good.
    if (result != ARCHIVE_OK && result != ARCHIVE_WARN) {
      return input.Failure(a.get(), "reading a tar");
    }
    if (++count > limits.max_members) {
      return absl::ResourceExhaustedError(
          absl::StrCat("an archive of more than ", limits.max_members, " members"));
    }
    const char* path = archive_entry_pathname(entry);
    if (path == nullptr) continue;
    std::string name = CleanPath(path);
    if (name.empty() || name.size() > kMaxNameBytes) continue;
    // Without a filter, what libarchive has consumed is where the entry's data begin.
    const auto offset = static_cast<uint64_t>(archive_filter_bytes(a.get(), 0));
    Member member = MemberOf(entry, name, offset);
    if (member.regular &&
        (member.offset > archive->size() || member.size > archive->size() - member.offset)) {
      return absl::DataLossError(absl::StrCat("the archive ends within '", name, "'"));
    }
    members[std::move(name)] = std::move(member);
  }
  return std::make_unique<TarMembers>(std::move(archive), std::move(members));
}

}  // namespace claircore::fetch
