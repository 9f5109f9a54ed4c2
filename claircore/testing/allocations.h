#ifndef CLAIRCORE_TESTING_ALLOCATIONS_H_
#define CLAIRCORE_TESTING_ALLOCATIONS_H_

#include <cstddef>
#include <optional>

namespace claircore::inline v0::testing {

// How often this thread called operator new so far. Linking //claircore/testing:allocations
// replaces it for the whole program. Absent under sanitizers, which bring their own.
std::optional<size_t> AllocationsOfThisThread();

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_ALLOCATIONS_H_
