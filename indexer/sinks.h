#ifndef CLAIRCORE_INDEXER_SINKS_H_
#define CLAIRCORE_INDEXER_SINKS_H_

#include <cstddef>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/indexer.h"
#include "claircore/layer_findings.h"
#include "claircore/layer_view.h"
#include "indexer/scanner_plan.h"

namespace claircore::internal {

// What one scan is told beside the layer itself.
struct ScanSetting {
  const IndexLimits* limits = nullptr;
  // Whether some scanner could report a file at this cleaned path: the owned paths worth keeping.
  std::function<bool(std::string_view path)> wanted;
  IndexerOptions::OnScannerError on_error = IndexerOptions::OnScannerError::kRecord;
};

// Runs one scanner over one layer and gives its findings as they are stored: paths cleaned, text
// made UTF-8, detector and layer filled in, everything sorted. Fails when the context has ended,
// when there are more packages than the limit, and, if `on_error` says so, when the scanner fails.
absl::StatusOr<LayerFindings> RunScanner(const Context& context, const PlannedScanner& scanner,
                                         const ScanSetting& setting, LayerView& layer);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_SINKS_H_
