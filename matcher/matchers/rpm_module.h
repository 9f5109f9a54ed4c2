#ifndef MATCHER_MATCHERS_RPM_MODULE_H_
#define MATCHER_MATCHERS_RPM_MODULE_H_

#include "claircore/matcher.h"
#include "claircore/package.h"

namespace claircore::matcher {

// What an OSV advisory of Red Hat's, or of a system built from its sources, says of a package,
// given what its range says. OSV does not say of which module stream a fix is, and versions of one
// stream mean nothing for another: the advisory's text does ("nodejs:22 security update").
Verdict JudgeModule(const Package& package, const VulnerabilityView& candidate);

}  // namespace claircore::matcher

#endif  // MATCHER_MATCHERS_RPM_MODULE_H_
