#ifndef CLAIRCORE_INDEXER_SCANNERS_RPM_DATABASE_H_
#define CLAIRCORE_INDEXER_SCANNERS_RPM_DATABASE_H_

#include <optional>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/layer_view.h"
#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Where a folder is one in which rpm keeps its database: what stands before it, "" or "a/root/";
// absent for other folders.
std::optional<std::string_view> RpmRootOf(std::string_view folder);

// Reads one database into `sink`.
absl::Status ScanRpmDatabase(const Context& context, LayerView& layer, const FileEntry& file,
                             PackageSink& sink);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RPM_DATABASE_H_
