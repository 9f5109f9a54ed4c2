#include "claircore/testing/faulty_stores.h"

#include "claircore/internal/status_macros.h"

namespace claircore::inline v0::testing {

absl::Status FaultyIndexStore::RegisterScanners(const Context& context,
                                                std::span<const ScannerId> scanners) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->RegisterScanners(context, scanners);
}

absl::StatusOr<std::vector<bool>> FaultyIndexStore::LayersScanned(
    const Context& context, std::span<const Digest> layers, std::span<const ScannerId> scanners) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->LayersScanned(context, layers, scanners);
}

absl::Status FaultyIndexStore::PutLayerFindings(const Context& context, const Digest& layer,
                                                std::span<const ScannerFindings> findings) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->PutLayerFindings(context, layer, findings);
}

absl::StatusOr<std::vector<LayerFindings>> FaultyIndexStore::GetLayerFindings(
    const Context& context, const Digest& layer, std::span<const ScannerId> scanners) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->GetLayerFindings(context, layer, scanners);
}

absl::Status FaultyIndexStore::PutIndexReport(const Context& context, const Manifest& manifest,
                                              const IndexReport& report, std::string_view state) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->PutIndexReport(context, manifest, report, state);
}

absl::StatusOr<IndexStore::StoredReport> FaultyIndexStore::GetIndexReport(const Context& context,
                                                                          const Digest& manifest) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->GetIndexReport(context, manifest);
}

absl::Status FaultyIndexStore::FindRecords(
    const Context& context, std::span<const std::string> names,
    absl::FunctionRef<absl::Status(const Digest& manifest, const IndexRecord& record)> visit) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->FindRecords(context, names, visit);
}

absl::StatusOr<std::vector<Digest>> FaultyIndexStore::DeleteManifests(
    const Context& context, std::span<const Digest> manifests) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->DeleteManifests(context, manifests);
}

absl::StatusOr<UpdateOperation> FaultyVulnerabilityStore::ApplyUpdate(
    const Context& context, const UpdateHeader& header,
    absl::FunctionRef<absl::StatusOr<bool>(Advisory& advisory)> next) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->ApplyUpdate(context, header, next);
}

absl::Status FaultyVulnerabilityStore::Find(
    const Context& context, std::span<const PackageKey> keys,
    absl::FunctionRef<absl::Status(const UpdateOperation&, const Advisory&)> found) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->Find(context, keys, found);
}

absl::Status FaultyVulnerabilityStore::ForEach(
    const Context& context, std::string_view ref,
    absl::FunctionRef<absl::Status(const Advisory&)> visit) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->ForEach(context, ref, visit);
}

absl::StatusOr<std::vector<UpdateOperation>> FaultyVulnerabilityStore::ListUpdates(
    const Context& context, std::string_view updater) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->ListUpdates(context, updater);
}

absl::StatusOr<UpdateDiff> FaultyVulnerabilityStore::DiffUpdates(const Context& context,
                                                                 std::string_view previous,
                                                                 std::string_view current) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->DiffUpdates(context, previous, current);
}

absl::Status FaultyVulnerabilityStore::DeleteUpdates(const Context& context,
                                                     std::span<const std::string> refs) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->DeleteUpdates(context, refs);
}

absl::StatusOr<size_t> FaultyVulnerabilityStore::CollectGarbage(const Context& context,
                                                                size_t keep) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->CollectGarbage(context, keep);
}

absl::StatusOr<UpdateOperation> FaultyVulnerabilityStore::ApplyEnrichments(
    const Context& context, const UpdateHeader& header,
    absl::FunctionRef<absl::StatusOr<bool>(EnrichmentRecord& record)> next) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->ApplyEnrichments(context, header, next);
}

absl::StatusOr<std::vector<EnrichmentRecord>> FaultyVulnerabilityStore::FindEnrichments(
    const Context& context, std::string_view updater, std::span<const std::string> tags) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->FindEnrichments(context, updater, tags);
}

absl::Status FaultyVulnerabilityStore::ForEachEnrichment(
    const Context& context, std::string_view updater,
    absl::FunctionRef<absl::Status(const EnrichmentRecord&)> visit) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->ForEachEnrichment(context, updater, visit);
}

absl::Status FaultyVulnerabilityStore::RecordUpdaterStatus(const Context& context,
                                                           const UpdaterStatus& status) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->RecordUpdaterStatus(context, status);
}

absl::StatusOr<std::vector<UpdaterStatus>> FaultyVulnerabilityStore::ListUpdaterStatus(
    const Context& context) {
  CLAIRCORE_RETURN_IF_ERROR(plan_->Next());
  return store_->ListUpdaterStatus(context);
}

}  // namespace claircore::inline v0::testing
