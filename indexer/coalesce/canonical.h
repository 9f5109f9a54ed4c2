#ifndef CLAIRCORE_INDEXER_COALESCE_CANONICAL_H_
#define CLAIRCORE_INDEXER_COALESCE_CANONICAL_H_

#include <compare>
#include <span>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/layer_findings.h"
#include "claircore/package.h"

namespace claircore::internal {

// The one order in which packages are numbered and stored. Compares what makes a package another
// package: neither `id` nor where it was found nor who found it; sources by value.
std::strong_ordering CompareIdentity(const Package& a, const Package& b);

// The order of LayerFindings::packages: by place, then by identity, then by detector.
std::strong_ordering CompareOccurrence(const Package& a, const Package& b);

struct IdentityLess {
  bool operator()(const Package& a, const Package& b) const { return CompareIdentity(a, b) < 0; }
};

// Sorts every list and drops what stands twice; `owned` keeps naming the same packages. An error is
// the context's, and leaves the findings in no order.
absl::Status SortFindings(const Context& context, LayerFindings& findings);

// What several scanners found in one layer, sorted. Path tables are left out. Packages move, as
// there may be very many.
absl::StatusOr<LayerFindings> MergeFindings(const Context& context, std::span<LayerFindings> parts);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_CANONICAL_H_
