#ifndef CLAIRCORE_INDEXER_SCANNERS_DPKG_DATABASE_H_
#define CLAIRCORE_INDEXER_SCANNERS_DPKG_DATABASE_H_

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/internal/hash_map.h"
#include "claircore/layer_view.h"
#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Which package of a sink is called what, for the file lists. A name that was added first stays.
class DpkgNames {
 public:
  void Add(std::string_view name, std::string_view arch, size_t number);
  // What a file of status.d is called as well, whatever package stands in it.
  void AddFile(std::string_view name, size_t number);
  // `list` is "libc6" or "libc6:amd64". Null if no such package is installed.
  const size_t* Find(std::string_view list) const;

 private:
  internal::HashMap<std::string, size_t> numbers_;
};

// Reads one status file, or one file of status.d, into `sink`. The number of its first package, if
// it has one, goes to `first`.
absl::Status ScanDpkgStatus(const Context& context, LayerView& layer, const FileEntry& file,
                            bool distroless, PackageSink& sink, DpkgNames& names,
                            std::optional<size_t>& first);

// Reads the file list of package `owner`: `*.list` has a path a line, `*.md5sums` a digest before
// it. Paths are below `root`, which is empty or ends in '/'.
absl::Status ScanDpkgFiles(const Context& context, LayerView& layer, const FileEntry& file,
                           std::string_view root, size_t owner, PackageSink& sink);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DPKG_DATABASE_H_
