#ifndef CLAIRCORE_BUILTIN_MATCHERS_H_
#define CLAIRCORE_BUILTIN_MATCHERS_H_

#include "claircore/matcher.h"

namespace claircore::inline v0 {

// Adds every matcher that we ship. Link //matcher:builtin_matchers.
void AddBuiltinMatchers(MatcherSet& set);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_BUILTIN_MATCHERS_H_
