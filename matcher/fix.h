#ifndef MATCHER_FIX_H_
#define MATCHER_FIX_H_

#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "claircore/advisory.h"
#include "claircore/version_scheme.h"
#include "matcher/index/segment.h"
#include "matcher/scratch.h"

namespace claircore::matcher {

// Which of an advisory's fixes a package needs: that of the range which holds its version, of
// several the nearest; where that range knows none, the nearest fix above the version. Of a version
// that has no order, the newest.
//
// As an index into `candidates`, those of one key, plus one; 0: no range knows a fix. The statement
// whose candidates begin at `first` is asked; unless `alone`, the others of its advisory too, as
// feeds write a statement a range.
uint32_t FixAmong(const Segment& segment, std::span<const Candidate> candidates, size_t first,
                  const ParsedVersion& version, bool alone);

// The same for a version without a sort key and one statement: an index into its ranges, plus one.
uint32_t FixOf(const VersionScheme& scheme, const Affected& affected, std::string_view version);

}  // namespace claircore::matcher

#endif  // MATCHER_FIX_H_
