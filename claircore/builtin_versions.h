#ifndef CLAIRCORE_BUILTIN_VERSIONS_H_
#define CLAIRCORE_BUILTIN_VERSIONS_H_

#include "claircore/version_scheme.h"

namespace claircore::inline v0 {

// Adds every version scheme that we ship; those of a name already in `set` are left out, so that a
// host can put its own first. Link //claircore/versions:builtin.
void AddBuiltinVersions(VersionSchemeSet& set);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_BUILTIN_VERSIONS_H_
