#include "claircore/fetch/internal/members.h"

#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>

#include <cerrno>
#include <iterator>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/base/path.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/internal/status_macros.h"

namespace claircore::fetch {
namespace {

class DirectoryMembers final : public Members {
 public:
  explicit DirectoryMembers(Fd root) : root_(std::move(root)) {}

  absl::StatusOr<std::shared_ptr<const RandomAccessSource>> Open(
      std::string_view name) const override {
    CLAIRCORE_ASSIGN_OR_RETURN(Fd fd, OpenBeneath(root_.get(), base::CleanPath(name), O_RDONLY));
    return NewFileSource(std::move(fd), name);
  }

 private:
  const Fd root_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<const Members>> OpenDirectoryMembers(const std::string& directory) {
  Fd root(open(directory.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root.valid()) return absl::ErrnoToStatus(errno, absl::StrCat("opening ", directory));
  return std::make_unique<DirectoryMembers>(std::move(root));
}

absl::StatusOr<std::set<std::string>> TopLevelOfDirectory(const std::string& directory) {
  const std::unique_ptr<DIR, int (*)(DIR*)> dir(opendir(directory.c_str()), closedir);
  if (dir == nullptr) return absl::ErrnoToStatus(errno, absl::StrCat("opening ", directory));
  std::set<std::string> names;
  while (const dirent* entry = readdir(dir.get())) {
    std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    // A link to a folder is none, here as everywhere.
    struct stat info {};
    if (fstatat(dirfd(dir.get()), entry->d_name, &info, AT_SYMLINK_NOFOLLOW) != 0) continue;
    if (S_ISDIR(info.st_mode)) name += '/';
    names.insert(std::move(name));
    if (names.size() > kMaxTopLevel) names.erase(std::prev(names.end()));
  }
  return names;
}

}  // namespace claircore::fetch
