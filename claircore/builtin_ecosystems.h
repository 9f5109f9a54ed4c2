#ifndef CLAIRCORE_BUILTIN_ECOSYSTEMS_H_
#define CLAIRCORE_BUILTIN_ECOSYSTEMS_H_

#include "claircore/ecosystem.h"

namespace claircore::inline v0 {

// Adds every ecosystem that we ship, and the resolvers that go with them. Link
// //indexer:builtin_ecosystems.
void AddBuiltinEcosystems(EcosystemSet& set);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_BUILTIN_ECOSYSTEMS_H_
