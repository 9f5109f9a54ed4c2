#ifndef MATCHER_VERSION_CHECK_H_
#define MATCHER_VERSION_CHECK_H_

#include <string>
#include <string_view>

#include "claircore/advisory.h"
#include "claircore/version_scheme.h"
#include "matcher/index/segment.h"
#include "matcher/scratch.h"
#include "matcher/tri.h"

namespace claircore::matcher {

// `version` as `scheme` (which may be null) sees it, made once a record.
const ParsedVersion& ParseVersion(const VersionScheme* scheme, std::string_view scheme_name,
                                  std::string_view version, Scratch& scratch);

// Whether a version is in a candidate's range. The version has a sort key or is invalid.
Tri InRange(const Segment& segment, const Candidate& candidate, const ParsedVersion& version);

// The same for a whole statement by the scheme's Compare(), for a version without a sort key.
Tri InAffected(const VersionScheme& scheme, const Affected& affected, std::string_view version);

}  // namespace claircore::matcher

#endif  // MATCHER_VERSION_CHECK_H_
