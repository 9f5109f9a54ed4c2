#include "indexer/scanner_plan.h"

#include <algorithm>
#include <cstddef>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::internal {
namespace {

absl::Status Invalid(std::string_view ecosystem, std::string_view what) {
  return absl::InvalidArgumentError(
      absl::StrCat("ecosystems: \"", ToAbsl(ecosystem), "\": ", ToAbsl(what)));
}

class Planner {
 public:
  // Adds one scanner of an ecosystem, unless another one has it.
  absl::Status Add(std::string_view ecosystem, PlannedScanner scanner) {
    scanner.id = scanner.base->id();
    if (scanner.id.name.empty() || scanner.id.version.empty()) {
      return Invalid(ecosystem, "a scanner without a name or version");
    }
    if (scanner.id.name == PathTableId().name) {
      return Invalid(ecosystem, absl::StrCat("the name ", scanner.id.name, " is the engine's own"));
    }
    const auto [it, is_new] = scanners_.try_emplace(scanner.id, scanner);
    // Stores know a scanner by its id alone.
    if (!is_new && it->second.kind != scanner.kind) {
      return Invalid(ecosystem, absl::StrCat("two kinds of scanners are called ", scanner.id.name,
                                             " ", scanner.id.version));
    }
    ids_.insert(scanner.id);
    return absl::OkStatus();
  }

  absl::Status AddAll(const Ecosystem& e) {
    ids_.clear();
    for (const auto& s : e.packages) {
      if (s == nullptr) return Invalid(e.name, "a package scanner is null");
      CLAIRCORE_RETURN_IF_ERROR(Add(e.name, {{}, ScannerKind::kPackage, s, s.get()}));
    }
    for (const auto& s : e.distributions) {
      if (s == nullptr) return Invalid(e.name, "a distribution detector is null");
      CLAIRCORE_RETURN_IF_ERROR(Add(e.name, {{}, ScannerKind::kDistribution, s, {}, s.get()}));
    }
    for (const auto& s : e.repositories) {
      if (s == nullptr) return Invalid(e.name, "a repository scanner is null");
      CLAIRCORE_RETURN_IF_ERROR(Add(e.name, {{}, ScannerKind::kRepository, s, {}, {}, s.get()}));
    }
    return absl::OkStatus();
  }

  const std::set<ScannerId>& ids_of_last() const { return ids_; }
  const std::map<ScannerId, PlannedScanner>& scanners() const { return scanners_; }

 private:
  std::map<ScannerId, PlannedScanner> scanners_;
  std::set<ScannerId> ids_;  // of the ecosystem that was added last
};

}  // namespace

std::string_view ScannerKindName(ScannerKind kind) {
  switch (kind) {
    case ScannerKind::kPackage:
      return "package";
    case ScannerKind::kDistribution:
      return "distribution";
    case ScannerKind::kRepository:
      return "repository";
  }
  return "";
}

ScannerId PathTableId() { return {"claircore.paths", "2"}; }

absl::StatusOr<ScannerPlan> MakePlan(EcosystemSet set) {
  if (set.ecosystems.empty()) {
    return absl::InvalidArgumentError("ecosystems: at least one is needed");
  }
  std::sort(set.ecosystems.begin(), set.ecosystems.end(),
            [](const Ecosystem& a, const Ecosystem& b) { return a.name < b.name; });
  ScannerPlan plan;
  Planner planner;
  std::vector<std::set<ScannerId>> ids;
  for (size_t i = 0; i < set.ecosystems.size(); ++i) {
    Ecosystem& e = set.ecosystems[i];
    if (e.name.empty()) return absl::InvalidArgumentError("ecosystems: one has no name");
    if (i > 0 && set.ecosystems[i - 1].name == e.name) {
      return Invalid(e.name, "two ecosystems have this name");
    }
    CLAIRCORE_RETURN_IF_ERROR(planner.AddAll(e));
    ids.push_back(planner.ids_of_last());
    plan.ecosystems.push_back({e.name,
                               {},
                               e.coalescer != nullptr ? e.coalescer : NewPathCoalescer(),
                               e.default_repository});
  }
  std::map<ScannerId, size_t> numbers;
  for (const auto& [id, scanner] : planner.scanners()) {
    numbers[id] = plan.scanners.size();
    plan.scanners.push_back(scanner);
    plan.store_ids.push_back(id);
  }
  plan.store_ids.push_back(PathTableId());
  for (size_t i = 0; i < ids.size(); ++i) {
    for (const ScannerId& id : ids[i]) plan.ecosystems[i].scanners.push_back(numbers[id]);
  }
  for (const auto& resolver : set.resolvers) {
    if (resolver == nullptr) return absl::InvalidArgumentError("ecosystems.resolvers: one is null");
  }
  plan.resolvers = std::move(set.resolvers);
  return plan;
}

}  // namespace claircore::internal
