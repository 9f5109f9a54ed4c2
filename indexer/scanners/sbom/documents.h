#ifndef CLAIRCORE_INDEXER_SCANNERS_SBOM_DOCUMENTS_H_
#define CLAIRCORE_INDEXER_SCANNERS_SBOM_DOCUMENTS_H_

#include <cstddef>
#include <string_view>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "claircore/file_wants.h"
#include "claircore/layer_view.h"
#include "claircore/package_scanner.h"
#include "indexer/scanners/json/json_reader.h"
#include "indexer/scanners/text/lines.h"

namespace claircore::scanners {

// Of one file; what is beyond them is a problem.
inline constexpr size_t kMaxPackages = 100'000;

// Adds to `sink` the packages of one SBOM that `take` says yes to and that have a version; each one
// once. `label` begins their package_db. Not OK only when the context has ended.
absl::Status ScanDocument(LayerView& layer, const FileEntry& file, std::string_view label,
                          absl::FunctionRef<bool(const Package&)> take, JsonReader& reader,
                          Ticker& ticker, PackageSink& sink);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SBOM_DOCUMENTS_H_
