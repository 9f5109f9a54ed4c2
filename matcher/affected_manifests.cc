#include "matcher/affected_manifests.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/internal/status_macros.h"
#include "matcher/artifact_names.h"
#include "matcher/evaluator.h"
#include "matcher/scratch.h"

namespace claircore::matcher {
namespace {

struct Changes {
  std::set<std::string> added, removed;
  Severity worst = Severity::kUnknown;
};

// One side of the diff among the segments of the other updaters.
class Side {
 public:
  static absl::StatusOr<Side> Make(const Context& context, const UpdateDiff& diff,
                                   std::span<const Advisory> advisories,
                                   const CompiledIndex& current, const IndexLoader& loader) {
    const std::string& updater = diff.current.updater;
    CLAIRCORE_ASSIGN_OR_RETURN(auto own,
                               loader.Compile(context, updater, diff.current.ref, advisories));
    std::vector<std::shared_ptr<const Segment>> segments = {std::move(own)};
    for (const auto& segment : current.segments()) {
      if (segment->meta().updater != updater) segments.push_back(segment);
    }
    return Side(std::make_unique<CompiledIndex>(std::move(segments), std::vector<Freshness>()),
                current.artifacts());
  }

  // Adds the names of this side's advisories that affect the record.
  absl::Status Judge(const Context& context, const MatcherTable& matchers,
                     const IndexRecord& record, Scratch& scratch, std::set<std::string>& names,
                     Severity& worst) const {
    Evaluator evaluator(*index_, *artifacts_, matchers, scratch);
    CLAIRCORE_RETURN_IF_ERROR(evaluator.Evaluate(context, record));
    CLAIRCORE_RETURN_IF_ERROR(index_->damage());
    const Segment& own = index_->segment(0);
    for (const Finding& finding : scratch.findings) {
      if (finding.rank != 0 || finding.outcome != Outcome::kHit) continue;
      const Statement& statement = own.statement(finding.statement);
      names.emplace(own.name(statement));
      worst = std::max(worst, static_cast<Severity>(statement.severity));
    }
    return absl::OkStatus();
  }

 private:
  Side(std::unique_ptr<const CompiledIndex> index, const ArtifactNames& artifacts)
      : index_(std::move(index)), artifacts_(&artifacts) {}
  std::unique_ptr<const CompiledIndex> index_;
  const ArtifactNames* artifacts_;  // of all data, as an artifact is one's alone among all
};

std::vector<std::string> Names(const UpdateDiff& diff) {
  std::set<std::string> names;
  for (const auto* side : {&diff.added, &diff.removed}) {
    for (const Advisory& advisory : *side) {
      for (const Affected& affected : advisory.affected) {
        names.insert(affected.key.name);
        const std::string_view artifact = ArtifactOf(affected.key.name);
        if (!artifact.empty()) names.emplace(artifact);
      }
    }
  }
  return {names.begin(), names.end()};
}

}  // namespace

absl::Status FindAffectedManifests(
    const Context& context, const UpdateDiff& diff, const CompiledIndex& current,
    const RepositoryMaps& repositories, const IndexLoader& loader, const MatcherTable& matchers,
    IndexStore& index,
    absl::FunctionRef<absl::Status(const MatchEngine::AffectedManifest&)> visit) {
  const std::vector<std::string> names = Names(diff);
  if (names.empty()) return absl::OkStatus();
  CLAIRCORE_ASSIGN_OR_RETURN(Side added, Side::Make(context, diff, diff.added, current, loader));
  CLAIRCORE_ASSIGN_OR_RETURN(Side removed,
                             Side::Make(context, diff, diff.removed, current, loader));
  Scratch scratch;
  std::map<Digest, Changes> manifests;
  CLAIRCORE_RETURN_IF_ERROR(index.FindRecords(
      context, names, [&](const Digest& manifest, const IndexRecord& stored) -> absl::Status {
        IndexRecord record = stored;
        RepositoryExtender(repositories, scratch).Extend(record);
        Changes changes;
        CLAIRCORE_RETURN_IF_ERROR(
            added.Judge(context, matchers, record, scratch, changes.added, changes.worst));
        CLAIRCORE_RETURN_IF_ERROR(
            removed.Judge(context, matchers, record, scratch, changes.removed, changes.worst));
        if (changes.added.empty() && changes.removed.empty()) return absl::OkStatus();
        Changes& all = manifests[manifest];
        all.added.merge(changes.added);
        all.removed.merge(changes.removed);
        all.worst = std::max(all.worst, changes.worst);
        return absl::OkStatus();
      }));
  for (const auto& [manifest, changes] : manifests) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    CLAIRCORE_RETURN_IF_ERROR(visit({manifest,
                                     {changes.added.begin(), changes.added.end()},
                                     {changes.removed.begin(), changes.removed.end()},
                                     changes.worst}));
  }
  return absl::OkStatus();
}

}  // namespace claircore::matcher
