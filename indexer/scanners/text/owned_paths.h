#ifndef CLAIRCORE_INDEXER_SCANNERS_TEXT_OWNED_PATHS_H_
#define CLAIRCORE_INDEXER_SCANNERS_TEXT_OWNED_PATHS_H_

#include <cstddef>
#include <string>
#include <string_view>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Tells a sink which files packages have installed, one by one. Systems write them "/usr/bin/x",
// "./usr/bin/x" or "usr/bin/x"; all mean a path below `root`, which is empty or ends in '/'.
class OwnedPaths {
 public:
  OwnedPaths(PackageSink& sink, std::string_view root) : sink_(sink), root_(root) {}

  void Add(size_t owner, std::string_view path) {
    while (path.starts_with("./")) path.remove_prefix(2);
    while (path.starts_with('/')) path.remove_prefix(1);
    // Longer paths cannot be opened on Linux.
    if (path.empty() || path == "." || path.size() + root_.size() > kMaxPathBytes) return;
    joined_.assign(root_);
    joined_.append(path);
    sink_.Own(owner, joined_);
  }

 private:
  static constexpr size_t kMaxPathBytes = 4096;
  PackageSink& sink_;
  std::string_view root_;
  std::string joined_;  // one buffer for all of them
};

// The root of the system whose folder `path` is: "srv/chroot/" of "srv/chroot/var/lib/dpkg" for
// the place "var/lib/dpkg". False if `path` does not end in `place`.
inline bool RootBefore(std::string_view path, std::string_view place, std::string_view& root) {
  if (!path.ends_with(place)) return false;
  root = path.substr(0, path.size() - place.size());
  return root.empty() || root.ends_with('/');
}

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_TEXT_OWNED_PATHS_H_
