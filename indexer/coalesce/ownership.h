#ifndef CLAIRCORE_INDEXER_COALESCE_OWNERSHIP_H_
#define CLAIRCORE_INDEXER_COALESCE_OWNERSHIP_H_

#include <memory>

#include "claircore/coalescer.h"

namespace claircore::internal {

// Marks the packages whose files a system package brought: pip's view of Debian's python3-requests
// gets that package as Environment::owner_id. Distributions fix such packages without changing the
// version that the language sees, so the owner is what has to be matched.
std::shared_ptr<const ImageResolver> NewOwnershipResolver();

}  // namespace claircore::internal

#endif  // CLAIRCORE_INDEXER_COALESCE_OWNERSHIP_H_
