#include "claircore/testing/allocations.h"

#include <cstdlib>
#include <new>

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
#define CLAIRCORE_COUNTS_ALLOCATIONS 0
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer) || \
    __has_feature(memory_sanitizer)
#define CLAIRCORE_COUNTS_ALLOCATIONS 0
#endif
#endif
#ifndef CLAIRCORE_COUNTS_ALLOCATIONS
#define CLAIRCORE_COUNTS_ALLOCATIONS 1
#endif

#if CLAIRCORE_COUNTS_ALLOCATIONS

namespace {
thread_local size_t allocations = 0;
}  // namespace

// The other forms (arrays, nothrow) call these two; aligned ones are not counted.
void* operator new(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) std::abort();
  return memory;
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

namespace claircore::inline v0::testing {
std::optional<size_t> AllocationsOfThisThread() { return allocations; }
}  // namespace claircore::inline v0::testing

#else

namespace claircore::inline v0::testing {
std::optional<size_t> AllocationsOfThisThread() { return std::nullopt; }
}  // namespace claircore::inline v0::testing

#endif
