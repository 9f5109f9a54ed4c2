#ifndef CLAIRCORE_FETCH_ROOTFS_ROOTFS_H_
#define CLAIRCORE_FETCH_ROOTFS_ROOTFS_H_

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/layer_fetcher.h"
#include "claircore/manifest.h"
#include "claircore/problem.h"

namespace claircore::inline v0 {

struct RootfsOptions {
  uint64_t max_entries = 4'000'000;  // RESOURCE_EXHAUSTED beyond
  uint32_t max_depth = 256;          // deeper directories are a problem() and left out
};

// A directory as an image of one layer: an unpacked root, a mounted disk, this machine.
// Directories, regular files and symbolic links; no devices, sockets and pipes. It is never left:
// every file is opened part by part, and none of them may be a link. Thread-safe.
//
// File systems that are mounted below are gone into, as /usr and /var often have disks of their
// own; not those that hold no files of the root's: the kernel's (proc, sysfs, cgroup, memory at
// /dev and /run), a network's or a program's (NFS, SMB, 9p, FUSE), which may never answer, and an
// overlay below the first level, which is a running container's root. Each is a problem() that says
// so.
class Rootfs final : public LayerFetcher {
 public:
  // Walks the directory once; what changes in it afterwards may or may not be seen.
  static absl::StatusOr<std::unique_ptr<Rootfs>> Open(const Context& context,
                                                      std::string_view directory,
                                                      const RootfsOptions& options = {});
  ~Rootfs() override;

  // One layer. There are no stored bytes to take a digest of; it is the SHA-256 over the sorted
  // entries: path, type, mode, and of regular files size and modification time, of links the
  // target. So it is the same while nothing was written in the directory, and findings are
  // remembered as long. The manifest's digest is that of the layer's text.
  Manifest GetManifest() const;

  // What could not be read or was passed over, sorted by path; the contents are missing.
  const std::vector<Problem>& problems() const;

  // A tree has no stored bytes: FAILED_PRECONDITION.
  absl::StatusOr<std::unique_ptr<ByteSource>> Open(const Context& context,
                                                   const LayerDescription& layer) override;
  // NOT_FOUND for any layer but GetManifest()'s.
  absl::StatusOr<std::unique_ptr<LayerTree>> OpenTree(const Context& context,
                                                      const LayerDescription& layer) override;

 private:
  struct State;
  explicit Rootfs(std::shared_ptr<const State> state);
  std::shared_ptr<const State> state_;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_FETCH_ROOTFS_ROOTFS_H_
