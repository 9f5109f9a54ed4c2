#ifndef CLAIRCORE_FETCH_INTERNAL_MEMBERS_H_
#define CLAIRCORE_FETCH_INTERNAL_MEMBERS_H_

#include <cstdint>
#include <memory>
#include <set>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/io.h"

namespace claircore::fetch {

// Bounds on an archive that holds images.
struct ArchiveLimits {
  uint64_t max_members = 100'000;
  uint64_t max_bytes = uint64_t{256} << 30;  // of an archive that is spooled
};

// Named files, read-only: those of a directory or of a tar. Thread-safe.
class Members {
 public:
  virtual ~Members() = default;
  // NOT_FOUND; INVALID_ARGUMENT when it is no regular file.
  virtual absl::StatusOr<std::shared_ptr<const RandomAccessSource>> Open(
      std::string_view name) const = 0;
};

// The names of what stands in a directory or at the top of a tar; folders end in '/'. Sorted, the
// first kMaxTopLevel of them, so that it can be told what kind of thing it is.
inline constexpr size_t kMaxTopLevel = 1000;
absl::StatusOr<std::set<std::string>> TopLevelOfDirectory(const std::string& directory);
absl::StatusOr<std::set<std::string>> TopLevelOfTar(const Context& context,
                                                    const RandomAccessSource& archive);

// The files below a directory. No link is followed, neither at the end of a name nor on the way.
absl::StatusOr<std::unique_ptr<const Members>> OpenDirectoryMembers(const std::string& directory);

// The members of an uncompressed tar, where they lie: nothing is extracted. Links between members
// are followed within the archive. DATA_LOSS for what is no tar or is truncated.
absl::StatusOr<std::unique_ptr<const Members>> IndexTar(
    const Context& context, std::shared_ptr<const RandomAccessSource> archive,
    const ArchiveLimits& limits);

// The bytes of an archive, decompressed: a regular file that is not compressed is read in place;
// anything else (gzip, zstd, bzip2, xz; a pipe; "-", which is standard input) goes to `temporary`.
absl::StatusOr<std::shared_ptr<const RandomAccessSource>> OpenArchive(const Context& context,
                                                                      const std::string& path,
                                                                      TemporaryStorage& temporary,
                                                                      const ArchiveLimits& limits);

}  // namespace claircore::fetch

#endif  // CLAIRCORE_FETCH_INTERNAL_MEMBERS_H_
