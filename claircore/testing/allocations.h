#ifndef CLAIRCORE_TESTING_ALLOCATIONS_H_
#define CLAIRCORE_TESTING_ALLOCATIONS_H_

#include <cstddef>
#include <optional>

namespace claircore::inline v0::testing {

// How often this thread called operator new so far. Linking //claircore/testing:allocations
// replaces it for the whole program. Absent under sanitizers, which bring their own.
std::optional<size_t> AllocationsOfThisThread();

// While one lives, the program may have `bytes` more on the heap than it has at the beginning; what
// would exceed it fails by std::bad_alloc, as under a limit of the process. One at a time, made and
// destroyed while no other thread allocates; does nothing under sanitizers.
class MemoryLimit {
 public:
  explicit MemoryLimit(size_t bytes);
  ~MemoryLimit();
  MemoryLimit(const MemoryLimit&) = delete;
  MemoryLimit& operator=(const MemoryLimit&) = delete;

  size_t failed() const;  // how many allocations, so far
};

}  // namespace claircore::inline v0::testing

#endif  // CLAIRCORE_TESTING_ALLOCATIONS_H_
