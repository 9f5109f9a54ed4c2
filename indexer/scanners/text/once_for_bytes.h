#ifndef CLAIRCORE_INDEXER_SCANNERS_TEXT_ONCE_FOR_BYTES_H_
#define CLAIRCORE_INDEXER_SCANNERS_TEXT_ONCE_FOR_BYTES_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "absl/container/flat_hash_map.h"
#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/layer_view.h"
#include "claircore/package_scanner.h"
#include "indexer/scanners/text/recording_sink.h"

namespace claircore::scanners {

// Scans bytes once, whatever names they have in a layer (LayerView::BytesOf), and says the same of
// each of these names. For the length of one Scan(). Not for packages that own files.
class OnceForBytes {
 public:
  // All three must outlive it.
  OnceForBytes(const Context& context, const LayerView& layer, PackageSink& sink)
      : context_(context), layer_(layer), sink_(sink) {}

  // `scan` says to its sink what is in the bytes of `file`, under the file's path. `key` is what it
  // looks at beside the bytes: files of the same bytes and key are alike but for their paths.
  // Returns the status of `scan` or of the context.
  absl::Status Scan(const FileEntry& file, std::string_view key,
                    absl::FunctionRef<absl::Status(PackageSink& sink)> scan);

 private:
  const Context& context_;
  const LayerView& layer_;
  PackageSink& sink_;
  absl::flat_hash_map<std::string, Recording> seen_;  // number of the bytes, and the key
  size_t repeated_ = 0;                               // packages
};

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_TEXT_ONCE_FOR_BYTES_H_
