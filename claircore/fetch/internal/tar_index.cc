#include <iterator>
#include <limits>
#include <string>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/base/path.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/members.h"
#include "claircore/fetch/internal/tar_headers.h"
#include "claircore/internal/hash_map.h"
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
             internal::HashMap<std::string, Member> members)
      : archive_(std::move(archive)), members_(std::move(members)) {}

  absl::StatusOr<std::shared_ptr<const RandomAccessSource>> Open(
      std::string_view name) const override {
    std::string at = base::CleanPath(name);
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
  const internal::HashMap<std::string, Member> members_;
};

Member MemberOf(const TarHeader& header, const std::string& name) {
  Member member;
  if (header.type == TarHeader::Type::kHardLink) {
    member.link = base::CleanPath(header.link);
  } else if (header.type == TarHeader::Type::kSymlink) {
    member.link = base::LinkTarget(name, header.link);
  } else if (header.type == TarHeader::Type::kFile) {
    member.regular = true;
    member.offset = header.offset;
    member.size = header.size;
  }
  return member;
}

// Calls `visit` with each entry and its clean name.
template <typename Visit>
absl::Status ForEachEntry(const Context& context, const RandomAccessSource& archive,
                          uint64_t max_members, Visit visit) {
  TarHeaders headers(context, archive);
  TarHeader header;
  for (uint64_t count = 0;; ++count) {
    CLAIRCORE_ASSIGN_OR_RETURN(const bool more, headers.Next(header));
    if (!more) return absl::OkStatus();
    if (count == max_members) {
      return absl::ResourceExhaustedError(
          absl::StrCat("an archive of more than ", max_members, " members"));
    }
    if (header.type == TarHeader::Type::kOther) continue;
    std::string name = base::CleanPath(header.path);
    if (name.empty() || name.size() > kMaxNameBytes) continue;
    if (header.offset > archive.size() || header.size > archive.size() - header.offset) {
      return absl::DataLossError(absl::StrCat("the archive ends within '", name, "'"));
    }
    CLAIRCORE_RETURN_IF_ERROR(visit(header, std::move(name)));
  }
}

}  // namespace

absl::StatusOr<std::unique_ptr<const Members>> IndexTar(
    const Context& context, std::shared_ptr<const RandomAccessSource> archive,
    const ArchiveLimits& limits) {
  internal::HashMap<std::string, Member> members;
  CLAIRCORE_RETURN_IF_ERROR(ForEachEntry(context, *archive, limits.max_members,
                                         [&](const TarHeader& header, std::string name) {
                                           Member member = MemberOf(header, name);
                                           members[std::move(name)] = std::move(member);
                                           return absl::OkStatus();
                                         }));
  return std::make_unique<TarMembers>(std::move(archive), std::move(members));
}

absl::StatusOr<std::set<std::string>> TopLevelOfTar(const Context& context,
                                                    const RandomAccessSource& archive) {
  std::set<std::string> names;
  CLAIRCORE_RETURN_IF_ERROR(ForEachEntry(context, archive, std::numeric_limits<uint64_t>::max(),
                                         [&](const TarHeader& header, std::string name) {
                                           const size_t slash = name.find('/');
                                           if (slash != std::string::npos) {
                                             name.resize(slash + 1);
                                           } else if (header.type == TarHeader::Type::kFolder) {
                                             name += '/';
                                           }
                                           names.insert(std::move(name));
                                           if (names.size() > kMaxTopLevel)
                                             names.erase(std::prev(names.end()));
                                           return absl::OkStatus();
                                         }));
  return names;
}

}  // namespace claircore::fetch
