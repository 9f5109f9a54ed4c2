#ifndef CLAIRCORE_INDEX_STORE_H_
#define CLAIRCORE_INDEX_STORE_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/index_report.h"
#include "claircore/layer_findings.h"
#include "claircore/layer_scanner.h"
#include "claircore/manifest.h"

namespace claircore::inline v0 {

// The findings of one scanner, for PutLayerFindings().
struct ScannerFindings {
  ScannerId scanner;
  LayerFindings findings;
};

// What an Indexer remembers. Supplied by the host; safe for concurrent calls. Each call is atomic:
// after OK all of it is visible to every later call, after an error nothing is.
class IndexStore {
 public:
  virtual ~IndexStore() = default;

  // Idempotent; before any other call that names these scanners.
  virtual absl::Status RegisterScanners(const Context& context,
                                        std::span<const ScannerId> scanners) = 0;
  // Whether PutLayerFindings() happened, for each layer and scanner: result[l * scanners.size() +
  // s].
  virtual absl::StatusOr<std::vector<bool>> LayersScanned(const Context& context,
                                                          std::span<const Digest> layers,
                                                          std::span<const ScannerId> scanners) = 0;
  // Stores the findings and the fact that the layer was scanned, for all of them or none.
  // Replaces what was there.
  virtual absl::Status PutLayerFindings(const Context& context, const Digest& layer,
                                        std::span<const ScannerFindings> findings) = 0;
  // One element a scanner, in order. NOT_FOUND unless all were put.
  virtual absl::StatusOr<std::vector<LayerFindings>> GetLayerFindings(
      const Context& context, const Digest& layer, std::span<const ScannerId> scanners) = 0;

  // Stores the report under manifest.digest, replacing an older one, and the records for
  // FindRecords(). `state` is Indexer::state().
  virtual absl::Status PutIndexReport(const Context& context, const Manifest& manifest,
                                      const IndexReport& report, std::string_view state) = 0;
  struct StoredReport {
    IndexReport report;
    std::string state;
  };
  // NOT_FOUND if that manifest was never indexed.
  virtual absl::StatusOr<StoredReport> GetIndexReport(const Context& context,
                                                      const Digest& manifest) = 0;
  // Calls `visit` for each package of each stored report whose own name, source name or module
  // has the FoldName() of one of `names`. May visit too much, never too little. A status that
  // `visit` returns ends the search and is returned.
  virtual absl::Status FindRecords(
      const Context& context, std::span<const std::string> names,
      absl::FunctionRef<absl::Status(const Digest& manifest, const IndexRecord& record)> visit) = 0;
  // Deletes these manifests and the layers that no other manifest uses. Returns those that were
  // there; an unknown one is no error.
  virtual absl::StatusOr<std::vector<Digest>> DeleteManifests(
      const Context& context, std::span<const Digest> manifests) = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_INDEX_STORE_H_
