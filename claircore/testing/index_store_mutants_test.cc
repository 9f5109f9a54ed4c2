// Wrong index stores, each of which the suite refuses: a right one, with one call spoiled.
#include <algorithm>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/package.h"
#include "claircore/storage/memory/memory_store.h"
#include "claircore/testing/faulty_stores.h"
#include "claircore/testing/index_store_conformance.h"
#include "claircore/testing/mutants.h"
#include "gtest/gtest.h"

namespace claircore {
namespace {

using testing::CaseName;
using testing::FaultPlan;
using testing::IndexStoreCase;
using testing::IndexStoreConformance;
using Visit = absl::FunctionRef<absl::Status(const Digest&, const IndexRecord&)>;

enum class Flaw {
  kNone,
  kLosesPathTable,
  kLosesProblems,
  kFirstFindingsStay,
  kScannedMeansFound,  // a layer in which nothing was found counts as unseen
  kAllScanned,
  kMissingIsEmpty,
  kFirstReportStays,
  kLosesState,
  kLosesReportError,
  kFoldsOnlyTheAsked,
  kOwnNameOnly,
  kFirstRecordOnly,
  kDistributionsBackwards,
  kDistributionsOfAll,
  kOwnedOccurrencesToo,
  kIgnoresVisitor,
  kDeletesUnknown,
  kDeaf,
  kDeafWriter,
};

// Owns what it spoils.
struct Held {
  MemoryStore store;
  FaultPlan plan;
};

class Store final : private Held, public testing::FaultyIndexStore {
 public:
  explicit Store(Flaw flaw) : FaultyIndexStore(&Held::store.index(), &plan), flaw_(flaw) {}

  absl::StatusOr<std::vector<bool>> LayersScanned(const Context& context,
                                                  std::span<const Digest> layers,
                                                  std::span<const ScannerId> scanners) override {
    auto scanned = Base::LayersScanned(Heard(context), layers, scanners);
    if (!scanned.ok()) return scanned;
    if (flaw_ == Flaw::kAllScanned) scanned->assign(scanned->size(), true);
    for (size_t i = 0; i < scanned->size(); ++i) {
      const Digest& layer = layers[i / scanners.size()];
      if (flaw_ == Flaw::kScannedMeansFound && (*scanned)[i]) {
        const ScannerId one[] = {scanners[i % scanners.size()]};
        const auto found = Base::GetLayerFindings(context, layer, one);
        (*scanned)[i] = found.ok() && !(*found)[0].packages.empty();
      }
    }
    return scanned;
  }

  absl::Status PutLayerFindings(const Context& context, const Digest& layer,
                                std::span<const ScannerFindings> findings) override {
    std::vector<ScannerFindings> kept(findings.begin(), findings.end());
    for (ScannerFindings& f : kept) {
      if (flaw_ == Flaw::kLosesPathTable) f.findings.path_table.clear();
      if (flaw_ == Flaw::kLosesProblems) f.findings.problems.clear();
    }
    if (flaw_ == Flaw::kFirstFindingsStay) {
      std::erase_if(kept, [&](const ScannerFindings& f) {
        const ScannerId one[] = {f.scanner};
        return Base::GetLayerFindings(context, layer, one).ok();
      });
    }
    const bool deaf = flaw_ == Flaw::kDeafWriter;
    return Base::PutLayerFindings(deaf ? Context::Background() : Heard(context), layer, kept);
  }

  absl::StatusOr<std::vector<LayerFindings>> GetLayerFindings(
      const Context& context, const Digest& layer, std::span<const ScannerId> scanners) override {
    auto found = Base::GetLayerFindings(Heard(context), layer, scanners);
    if (absl::IsNotFound(found.status()) && flaw_ == Flaw::kMissingIsEmpty) {
      return std::vector<LayerFindings>(scanners.size());
    }
    return found;
  }

  absl::Status PutIndexReport(const Context& context, const Manifest& manifest,
                              const IndexReport& report, std::string_view state) override {
    if (flaw_ == Flaw::kFirstReportStays && Base::GetIndexReport(context, manifest.digest).ok()) {
      return absl::OkStatus();
    }
    IndexReport kept = report;
    if (flaw_ == Flaw::kLosesReportError) kept.error.clear();
    return Base::PutIndexReport(Heard(context), manifest, kept,
                                flaw_ == Flaw::kLosesState ? "" : state);
  }

  absl::StatusOr<StoredReport> GetIndexReport(const Context& context,
                                              const Digest& manifest) override {
    return Base::GetIndexReport(Heard(context), manifest);
  }

  absl::Status FindRecords(const Context& context, std::span<const std::string> names,
                           Visit visit) override {
    std::set<std::string> asked;
    for (const std::string& name : names) asked.insert(FoldName(name));
    bool done = false;
    return Base::FindRecords(
        Heard(context), names,
        [&](const Digest& manifest, const IndexRecord& record) -> absl::Status {
          const Package& p = *record.package;
          if (flaw_ == Flaw::kFoldsOnlyTheAsked && !asked.contains(p.name) &&
              !asked.contains(p.module) &&
              (p.source == nullptr || !asked.contains(p.source->name))) {
            return absl::OkStatus();
          }
          if (flaw_ == Flaw::kOwnNameOnly && !asked.contains(FoldName(p.name))) {
            return absl::OkStatus();
          }
          if (flaw_ == Flaw::kFirstRecordOnly && std::exchange(done, true)) {
            return absl::OkStatus();
          }
          return Spoiled(manifest, record, visit);
        });
  }

  absl::StatusOr<std::vector<Digest>> DeleteManifests(const Context& context,
                                                      std::span<const Digest> manifests) override {
    auto deleted = Base::DeleteManifests(Heard(context), manifests);
    if (deleted.ok() && flaw_ == Flaw::kDeletesUnknown) {
      return std::vector<Digest>(manifests.begin(), manifests.end());
    }
    return deleted;
  }

 private:
  using Base = testing::FaultyIndexStore;

  Context Heard(const Context& context) const {
    return flaw_ == Flaw::kDeaf ? Context::Background() : context;
  }

  absl::Status Spoiled(const Digest& manifest, const IndexRecord& record, Visit visit) const {
    IndexRecord bent = record;
    std::vector<const Distribution*> distributions(record.distributions.begin(),
                                                   record.distributions.end());
    std::vector<Environment> environments(record.environments.begin(), record.environments.end());
    if (flaw_ == Flaw::kDistributionsBackwards) {
      std::reverse(distributions.begin(), distributions.end());
    }
    if (flaw_ == Flaw::kDistributionsOfAll && !distributions.empty()) {
      distributions.push_back(distributions[0]);
    }
    if (flaw_ == Flaw::kOwnedOccurrencesToo && !environments.empty()) {
      environments.push_back(environments[0]);
      environments.back().owner_id = "2";
    }
    bent.distributions = distributions;
    bent.environments = environments;
    const absl::Status status = visit(manifest, bent);
    return flaw_ == Flaw::kIgnoresVisitor ? absl::OkStatus() : status;
  }

  const Flaw flaw_;
};

IndexStoreCase Case(std::string name, Flaw flaw) {
  return {std::move(name), [flaw] { return std::make_shared<Store>(flaw); }};
}

INSTANTIATE_TEST_SUITE_P(
    Mutants, IndexStoreConformance,
    ::testing::Values(Case("Right", Flaw::kNone), Case("BadLosesPathTable", Flaw::kLosesPathTable),
                      Case("BadLosesProblems", Flaw::kLosesProblems),
                      Case("BadFirstFindingsStay", Flaw::kFirstFindingsStay),
                      Case("BadScannedMeansFound", Flaw::kScannedMeansFound),
                      Case("BadAllScanned", Flaw::kAllScanned),
                      Case("BadMissingIsEmpty", Flaw::kMissingIsEmpty),
                      Case("BadFirstReportStays", Flaw::kFirstReportStays),
                      Case("BadLosesState", Flaw::kLosesState),
                      Case("BadLosesReportError", Flaw::kLosesReportError),
                      Case("BadFoldsOnlyTheAsked", Flaw::kFoldsOnlyTheAsked),
                      Case("BadOwnNameOnly", Flaw::kOwnNameOnly),
                      Case("BadFirstRecordOnly", Flaw::kFirstRecordOnly),
                      Case("BadDistributionsBackwards", Flaw::kDistributionsBackwards),
                      Case("BadDistributionsOfAll", Flaw::kDistributionsOfAll),
                      Case("BadOwnedOccurrencesToo", Flaw::kOwnedOccurrencesToo),
                      Case("BadIgnoresVisitor", Flaw::kIgnoresVisitor),
                      Case("BadDeletesUnknown", Flaw::kDeletesUnknown),
                      Case("BadDeaf", Flaw::kDeaf), Case("BadDeafWriter", Flaw::kDeafWriter)),
    CaseName());

}  // namespace
}  // namespace claircore

int main(int argc, char** argv) { return claircore::testing_internal::RunMutants(argc, argv); }
