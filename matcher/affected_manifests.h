#ifndef MATCHER_AFFECTED_MANIFESTS_H_
#define MATCHER_AFFECTED_MANIFESTS_H_

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/index_store.h"
#include "claircore/match_engine.h"
#include "claircore/vulnerability_store.h"
#include "matcher/compiled_index.h"
#include "matcher/index_loader.h"
#include "matcher/matcher_table.h"
#include "matcher/repository_maps.h"

namespace claircore::matcher {

// MatchEngine::Affected(): the diff becomes two small segments, of what came and of what went, and
// only packages of the names in it are looked at. `current` knows the vetoes of other updaters.
absl::Status FindAffectedManifests(
    const Context& context, const UpdateDiff& diff, const CompiledIndex& current,
    const RepositoryMaps& repositories, const IndexLoader& loader, const MatcherTable& matchers,
    IndexStore& index, absl::FunctionRef<absl::Status(const MatchEngine::AffectedManifest&)> visit);

}  // namespace claircore::matcher

#endif  // MATCHER_AFFECTED_MANIFESTS_H_
