#include "indexer/image_phase.h"

#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/guard.h"
#include "claircore/internal/status_macros.h"
#include "indexer/coalesce/canonical.h"
#include "indexer/coalesce/path_truth.h"
#include "indexer/coalesce/report_builder.h"

namespace claircore::internal {
namespace {

using FindingsOfLayers = std::vector<std::shared_ptr<const std::vector<LayerFindings>>>;

absl::Status Annotate(const absl::Status& status, const std::string& what) {
  return absl::Status(status.code(), absl::StrCat(what, ": ", status.message()));
}

absl::StatusOr<IndexReport> Coalesce(const Context& context, const PlannedEcosystem& ecosystem,
                                     const Image& image, const FindingsOfLayers& findings) {
  std::vector<LayerFindings> merged;
  for (const auto& layer : findings) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::vector<const LayerFindings*> parts;
    for (size_t scanner : ecosystem.scanners) parts.push_back(&(*layer)[scanner]);
    merged.push_back(MergeFindings(parts));
    merged.back().problems.clear();  // the engine reports them, and each once
  }
  return ecosystem.coalescer->Coalesce(context, image, merged);
}

// The same report with what nothing refers to gone and all ids in canonical order.
absl::StatusOr<IndexReport> Canonical(const IndexReport& report) {
  ReportBuilder builder;
  CLAIRCORE_RETURN_IF_ERROR(builder.Add(report, std::nullopt));
  return std::move(builder).Finish();
}

absl::StatusOr<IndexReport> Merge(const Context& context, const ScannerPlan& plan,
                                  const Image& image, const FindingsOfLayers& findings,
                                  WorkQueue& queue) {
  std::vector<absl::StatusOr<IndexReport>> reports(plan.ecosystems.size());
  absl::Status run = Guarded([&]() -> absl::Status {
    for (size_t i = 0; i < plan.ecosystems.size(); ++i) {
      queue.Add([&, i] { reports[i] = Coalesce(context, plan.ecosystems[i], image, findings); });
    }
    return absl::OkStatus();
  });
  run.Update(queue.Drain());  // whatever came of it: the tasks use what is here
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  CLAIRCORE_RETURN_IF_ERROR(run);
  ReportBuilder builder;
  for (size_t i = 0; i < reports.size(); ++i) {
    const std::string what = absl::StrCat("coalescer of ecosystem ", plan.ecosystems[i].name);
    if (!reports[i].ok()) return Annotate(reports[i].status(), what);
    absl::Status added = builder.Add(*reports[i], plan.ecosystems[i].default_repository);
    if (!added.ok()) return Annotate(added, what);
  }
  IndexReport report = std::move(builder).Finish();
  for (const auto& layer : findings) {
    for (const LayerFindings& part : *layer) {
      report.problems.insert(report.problems.end(), part.problems.begin(), part.problems.end());
    }
  }
  return report;
}

}  // namespace

absl::StatusOr<IndexReport> MakeReport(const Context& context, const ScannerPlan& plan,
                                       std::vector<ImageLayer> layers, WorkQueue& queue) {
  FindingsOfLayers findings;
  for (const ImageLayer& layer : layers) findings.push_back(layer.findings);
  CLAIRCORE_ASSIGN_OR_RETURN(const std::unique_ptr<const Image> image,
                             Image::Create(context, std::move(layers)));
  CLAIRCORE_ASSIGN_OR_RETURN(IndexReport report, Merge(context, plan, *image, findings, queue));
  CLAIRCORE_RETURN_IF_ERROR(ApplyPathTruth(context, *image, findings, report));
  CLAIRCORE_ASSIGN_OR_RETURN(report, Canonical(report));
  for (const auto& resolver : plan.resolvers) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const absl::Status status = resolver->Resolve(context, *image, report);
    if (!status.ok()) return Annotate(status, absl::StrCat("resolver ", resolver->id().name));
  }
  return Canonical(report);
}

}  // namespace claircore::internal
