#ifndef CLAIRCORE_INDEXER_SCANNER_PLAN_H_
#define CLAIRCORE_INDEXER_SCANNER_PLAN_H_

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/ecosystem.h"
#include "claircore/indexer.h"

namespace claircore::internal {

enum class ScannerKind : uint8_t { kPackage, kDistribution, kRepository };
// "package", "distribution", "repository": Detector::kind.
std::string_view ScannerKindName(ScannerKind kind);

// One scanner, however many ecosystems have it. Exactly one of the last three is set.
struct PlannedScanner {
  ScannerId id;
  ScannerKind kind = ScannerKind::kPackage;
  std::shared_ptr<const LayerScanner> base;
  const PackageScanner* packages = nullptr;
  const DistributionDetector* distributions = nullptr;
  const RepositoryScanner* repositories = nullptr;
};

struct PlannedEcosystem {
  std::string name;
  std::vector<size_t> scanners;  // into ScannerPlan::scanners, ascending
  std::shared_ptr<const Coalescer> coalescer;
  std::optional<Repository> default_repository;
};

// Everything that an Indexer runs, in an order that does not depend on that of the ecosystems, but
// for the resolvers, whose order is the host's choice.
struct ScannerPlan {
  std::vector<PlannedScanner> scanners;      // by id
  std::vector<ScannerId> store_ids;          // of `scanners`, then PathTableId()
  std::vector<PlannedEcosystem> ecosystems;  // by name
  std::vector<std::shared_ptr<const ImageResolver>> resolvers;

  size_t path_table() const { return scanners.size(); }  // index into store_ids
};

// Under which a layer's path table is stored. Its version is that of the table's format.
ScannerId PathTableId();

// INVALID_ARGUMENT naming the ecosystem at fault.
absl::StatusOr<ScannerPlan> MakePlan(EcosystemSet set);

// Indexer::state(): SHA-256 in hex over all that can make the same image give another report.
std::string StateOf(const ScannerPlan& plan, const IndexLimits& limits);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_SCANNER_PLAN_H_
