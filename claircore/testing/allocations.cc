#include "claircore/testing/allocations.h"

#include <malloc.h>

#include <atomic>
#include <cstdint>
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

std::atomic<bool> limited = false;
std::atomic<int64_t> room = 0;  // what is left of the limit
std::atomic<size_t> failures = 0;

// Takes what `memory` has from the room, or gives it back.
bool Take(void* memory) {
  const auto size = static_cast<int64_t>(malloc_usable_size(memory));
  if (room.fetch_sub(size) >= size) return true;
  room.fetch_add(size);
  ++failures;
  return false;
}

}  // namespace

// The other forms (arrays, nothrow) call these two; aligned ones are not counted.
void* operator new(std::size_t size) {
  ++allocations;
  void* memory = std::malloc(size == 0 ? 1 : size);
  if (memory == nullptr) throw std::bad_alloc();
  if (limited.load(std::memory_order_relaxed) && !Take(memory)) {
    std::free(memory);
    throw std::bad_alloc();
  }
  return memory;
}
void operator delete(void* memory) noexcept {
  if (memory != nullptr && limited.load(std::memory_order_relaxed)) {
    room.fetch_add(static_cast<int64_t>(malloc_usable_size(memory)));
  }
  std::free(memory);
}
void operator delete(void* memory, std::size_t) noexcept { operator delete(memory); }

namespace claircore::inline v0::testing {
std::optional<size_t> AllocationsOfThisThread() { return allocations; }

MemoryLimit::MemoryLimit(size_t bytes) {
  room = static_cast<int64_t>(bytes);
  failures = 0;
  limited = true;
}
MemoryLimit::~MemoryLimit() { limited = false; }
size_t MemoryLimit::failed() const { return failures; }
}  // namespace claircore::inline v0::testing

#else

namespace claircore::inline v0::testing {
std::optional<size_t> AllocationsOfThisThread() { return std::nullopt; }
MemoryLimit::MemoryLimit(size_t) {}
MemoryLimit::~MemoryLimit() = default;
size_t MemoryLimit::failed() const { return 0; }
}  // namespace claircore::inline v0::testing

#endif
