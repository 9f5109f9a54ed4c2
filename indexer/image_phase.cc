#include "indexer/image_phase.h"

#include <algorithm>
#include <cstddef>
#include <iterator>
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
#include "indexer/coalesce/image.h"
#include "indexer/coalesce/path_truth.h"
#include "indexer/coalesce/report_builder.h"
#include "indexer/coalesce/unknown_programs.h"
#include "indexer/layer_stage.h"

namespace claircore::internal {
namespace {

// What each ecosystem has to go by: a list a layer, base first. Findings move here, as there may be
// very many, but for those that somebody else needs too.
using Gathered = std::vector<std::vector<LayerFindings>>;

absl::Status Annotate(const absl::Status& status, const std::string& what) {
  return absl::Status(status.code(), absl::StrCat(what, ": ", status.message()));
}

absl::StatusOr<Gathered> Gather(const Context& context, const ScannerPlan& plan,
                                const IndexLimits& limits, std::vector<LayerOfImage>& layers,
                                std::vector<Problem>& problems) {
  std::vector<size_t> uses(plan.scanners.size(), 0);  // how many ecosystems have yet to come
  for (const PlannedEcosystem& ecosystem : plan.ecosystems) {
    for (const size_t scanner : ecosystem.scanners) ++uses[scanner];
  }
  Gathered gathered(plan.ecosystems.size());
  uint64_t packages = 0;
  for (size_t i = 0; i < layers.size(); ++i) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::vector<LayerFindings>& found = *layers[i].findings;
    // The engine reports problems, and each once.
    for (LayerFindings& one : found) {
      packages += one.packages.size();
      problems.insert(problems.end(), one.problems.begin(), one.problems.end());
    }
    // A layer that stands there a thousand times brings its packages a thousand times.
    CLAIRCORE_RETURN_IF_ERROR(CheckImage(limits, packages, 0));
    const bool again = std::any_of(
        layers.begin() + static_cast<ptrdiff_t>(i) + 1, layers.end(),
        [&](const LayerOfImage& later) { return later.findings == layers[i].findings; });
    std::vector<size_t> left = uses;
    for (size_t e = 0; e < plan.ecosystems.size(); ++e) {
      std::vector<LayerFindings> parts;
      for (const size_t scanner : plan.ecosystems[e].scanners) {
        const bool last = --left[scanner] == 0 && !again;
        parts.push_back(last ? std::move(found[scanner]) : found[scanner]);
        parts.back().problems.clear();
      }
      CLAIRCORE_ASSIGN_OR_RETURN(LayerFindings merged, MergeFindings(context, parts));
      gathered[e].push_back(std::move(merged));
    }
    if (!again) layers[i].findings.reset();
  }
  return gathered;
}

// The same report with what nothing refers to gone and all ids in canonical order.
absl::StatusOr<IndexReport> Canonical(const Context& context, IndexReport report) {
  ReportBuilder builder(context);
  CLAIRCORE_RETURN_IF_ERROR(builder.Add(std::move(report), std::nullopt));
  return std::move(builder).Finish();
}

absl::StatusOr<IndexReport> Merge(const Context& context, const ScannerPlan& plan,
                                  const Image& image, const Gathered& gathered, WorkQueue& queue) {
  std::vector<absl::StatusOr<IndexReport>> reports(plan.ecosystems.size());
  absl::Status run = Guarded([&]() -> absl::Status {
    for (size_t i = 0; i < plan.ecosystems.size(); ++i) {
      queue.Add([&, i] {
        reports[i] = plan.ecosystems[i].coalescer->Coalesce(context, image, gathered[i]);
      });
    }
    return absl::OkStatus();
  });
  run.Update(queue.Drain());  // whatever came of it: the tasks use what is here
  CLAIRCORE_RETURN_IF_ERROR(context.Check());
  CLAIRCORE_RETURN_IF_ERROR(run);
  ReportBuilder builder(context);
  for (size_t i = 0; i < reports.size(); ++i) {
    const std::string what = absl::StrCat("coalescer of ecosystem ", plan.ecosystems[i].name);
    if (!reports[i].ok()) return Annotate(reports[i].status(), what);
    absl::Status added = builder.Add(*std::move(reports[i]), plan.ecosystems[i].default_repository);
    if (!added.ok()) return Annotate(added, what);
  }
  return std::move(builder).Finish();
}

}  // namespace

absl::StatusOr<IndexReport> MakeReport(const Context& context, const ScannerPlan& plan,
                                       const IndexLimits& limits, std::vector<LayerOfImage> layers,
                                       std::shared_ptr<const Overlay> overlay, WorkQueue& queue) {
  std::vector<Problem> problems;
  CLAIRCORE_ASSIGN_OR_RETURN(const Gathered gathered,
                             Gather(context, plan, limits, layers, problems));
  std::vector<ImageLayer> of_image;
  for (size_t i = 0; i < layers.size(); ++i) {
    of_image.push_back({layers[i].digest, std::move(layers[i].paths), {}});
    for (const auto& of_ecosystem : gathered) of_image[i].findings.push_back(&of_ecosystem[i]);
  }
  const std::unique_ptr<const Image> image = Image::Create(std::move(of_image), std::move(overlay));
  CLAIRCORE_ASSIGN_OR_RETURN(IndexReport report, Merge(context, plan, *image, gathered, queue));
  report.problems.insert(report.problems.end(), std::make_move_iterator(problems.begin()),
                         std::make_move_iterator(problems.end()));
  CLAIRCORE_RETURN_IF_ERROR(ApplyPathTruth(context, *image, report));
  CLAIRCORE_ASSIGN_OR_RETURN(report, Canonical(context, std::move(report)));
  for (const auto& resolver : plan.resolvers) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const absl::Status status = resolver->Resolve(context, *image, report);
    if (!status.ok()) return Annotate(status, absl::StrCat("resolver ", resolver->id().name));
  }
  CLAIRCORE_ASSIGN_OR_RETURN(report, Canonical(context, std::move(report)));
  CLAIRCORE_RETURN_IF_ERROR(ListUnknownPrograms(context, *image, report));
  return report;
}

}  // namespace claircore::internal
