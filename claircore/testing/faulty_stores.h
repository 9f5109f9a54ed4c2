#ifndef CLAIRCORE_TESTING_FAULTY_STORES_H_
#define CLAIRCORE_TESTING_FAULTY_STORES_H_

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/index_store.h"
#include "claircore/testing/faults.h"
#include "claircore/vulnerability_store.h"

namespace claircore::inline v0::testing {

// Forwards every call to another store, but for those that `plan` fails. Derive from it to change
// one call. Neither pointer is owned. As safe for concurrent calls as the other store.
class FaultyIndexStore : public IndexStore {
 public:
  FaultyIndexStore(IndexStore* store, FaultPlan* plan) : store_(store), plan_(plan) {}

  absl::Status RegisterScanners(const Context& context,
                                std::span<const ScannerId> scanners) override;
  absl::StatusOr<std::vector<bool>> LayersScanned(const Context& context,
                                                  std::span<const Digest> layers,
                                                  std::span<const ScannerId> scanners) override;
  absl::Status PutLayerFindings(const Context& context, const Digest& layer,
                                std::span<const ScannerFindings> findings) override;
  absl::StatusOr<std::vector<LayerFindings>> GetLayerFindings(
      const Context& context, const Digest& layer, std::span<const ScannerId> scanners) override;
  absl::Status PutIndexReport(const Context& context, const Manifest& manifest,
                              const IndexReport& report, std::string_view state) override;
  absl::StatusOr<StoredReport> GetIndexReport(const Context& context,
                                              const Digest& manifest) override;
  absl::Status FindRecords(
      const Context& context, std::span<const std::string> names,
      absl::FunctionRef<absl::Status(const Digest& manifest, const IndexRecord& record)> visit)
      override;
  absl::StatusOr<std::vector<Digest>> DeleteManifests(const Context& context,
                                                      std::span<const Digest> manifests) override;

 private:
  IndexStore* const store_;
  FaultPlan* const plan_;
};

class FaultyVulnerabilityStore : public VulnerabilityStore {
 public:
  FaultyVulnerabilityStore(VulnerabilityStore* store, FaultPlan* plan)
      : store_(store), plan_(plan) {}

  absl::StatusOr<UpdateOperation> ApplyUpdate(
      const Context& context, const UpdateHeader& header,
      absl::FunctionRef<absl::StatusOr<bool>(Advisory& advisory)> next) override;
  absl::Status Find(
      const Context& context, std::span<const PackageKey> keys,
      absl::FunctionRef<absl::Status(const UpdateOperation&, const Advisory&)> found) override;
  absl::Status ForEach(const Context& context, std::string_view ref,
                       absl::FunctionRef<absl::Status(const Advisory&)> visit) override;
  absl::StatusOr<std::vector<UpdateOperation>> ListUpdates(const Context& context,
                                                           std::string_view updater) override;
  absl::StatusOr<UpdateDiff> DiffUpdates(const Context& context, std::string_view previous,
                                         std::string_view current) override;
  absl::Status DeleteUpdates(const Context& context, std::span<const std::string> refs) override;
  absl::StatusOr<size_t> CollectGarbage(const Context& context, size_t keep) override;
  absl::StatusOr<UpdateOperation> ApplyEnrichments(
      const Context& context, const UpdateHeader& header,
      absl::FunctionRef<absl::StatusOr<bool>(EnrichmentRecord& record)> next) override;
  absl::StatusOr<std::vector<EnrichmentRecord>> FindEnrichments(
      const Context& context, std::string_view updater, std::span<const std::string> tags) override;
  absl::Status ForEachEnrichment(
      const Context& context, std::string_view updater,
      absl::FunctionRef<absl::Status(const EnrichmentRecord&)> visit) override;
  absl::Status RecordUpdaterStatus(const Context& context, const UpdaterStatus& status) override;
  absl::StatusOr<std::vector<UpdaterStatus>> ListUpdaterStatus(const Context& context) override;

 private:
  VulnerabilityStore* const store_;
  FaultPlan* const plan_;
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_FAULTY_STORES_H_
