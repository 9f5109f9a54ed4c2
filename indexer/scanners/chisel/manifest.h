#ifndef CLAIRCORE_INDEXER_SCANNERS_CHISEL_MANIFEST_H_
#define CLAIRCORE_INDEXER_SCANNERS_CHISEL_MANIFEST_H_

#include <cstddef>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "claircore/context.h"

namespace claircore::scanners {

// What one line of a manifest says, as far as packages go. Views, valid during the call.
struct ChiselEntry {
  bool is_package = false;   // else a path that belongs to a slice of `name`
  std::string_view name;     // of the package
  std::string_view version;  // packages
  std::string_view arch;     // packages
  std::string_view path;     // paths: absolute; of a folder, with a '/' at the end
};

// What a manifest said beside its entries.
struct ChiselLines {
  size_t broken = 0;        // lines that are no JSON object of this format
  size_t first_broken = 0;  // its number, from 1
};

// Reads a manifest: zstd over a line of JSON for the format, then one an entry
// (https://github.com/canonical/chisel, "jsonwall"). Packages may come after their paths. DATA_LOSS
// for what is no manifest, or is damaged behind the entries given so far; RESOURCE_EXHAUSTED beyond
// 32 MiB unpacked; the context's status when that ends.
absl::Status ReadChiselManifest(const Context& context, std::string_view packed,
                                absl::FunctionRef<void(const ChiselEntry&)> entry,
                                ChiselLines& lines);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CHISEL_MANIFEST_H_
