#ifndef MATCHER_OWNERSHIP_H_
#define MATCHER_OWNERSHIP_H_

#include <string>

#include "claircore/environment.h"
#include "claircore/package.h"

namespace claircore::matcher {

// Whether an occurrence of that package belongs to another one.
inline bool IsOwned(const Environment& environment, const std::string& package_id) {
  return !environment.owner_id.empty() && environment.owner_id != package_id;
}

// Whether a system package is, by its name or its source's, the packaging of `package`, as
// python3-requests is that of requests, and does not merely contain it: docker-ce has a thousand Go
// modules in its programs, and a feed that has never heard of docker-ce says nothing of them.
bool IsPackagingOf(const Package& owner, const Package& package);

}  // namespace claircore::matcher

#endif  // MATCHER_OWNERSHIP_H_
