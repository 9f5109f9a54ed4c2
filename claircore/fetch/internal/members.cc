#include "claircore/fetch/internal/members.h"

#include <fcntl.h>

#include <cerrno>
#include <utility>

#include "absl/strings/str_cat.h"
#include "claircore/fetch/internal/files.h"
#include "claircore/fetch/internal/paths.h"
#include "claircore/internal/status_macros.h"

namespace claircore::fetch {
namespace {

class DirectoryMembers final : public Members {
 public:
  explicit DirectoryMembers(Fd root) : root_(std::move(root)) {}

  absl::StatusOr<std::shared_ptr<const RandomAccessSource>> Open(
      std::string_view name) const override {
    CLAIRCORE_ASSIGN_OR_RETURN(Fd fd, OpenBeneath(root_.get(), CleanPath(name), O_RDONLY));
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

}  // namespace claircore::fetch
