#ifndef CLAIRCORE_INTERNAL_GUARD_H_
#define CLAIRCORE_INTERNAL_GUARD_H_

#include "absl/functional/any_invocable.h"
#include "absl/status/status.h"
#include "claircore/executor.h"

namespace claircore::internal {

// The border that no exception passes. Our own code throws none, but the standard library does
// where memory or a thread cannot be had, and so may a plug-in or a service of the host's. An
// engine stands in Guarded() at its entrances, once a call, and at each task that it gives to an
// executor, as an exception on the host's thread would end the process; the indexer beside that
// around each scanner, so that one of them costs no more than itself. Nowhere else is anything
// caught.

// What is being thrown, as a status: RESOURCE_EXHAUSTED for memory that cannot be had, a text
// longer than any can be, or a thread; INTERNAL for all else. Only within a handler.
absl::Status CurrentException();

// What `work` returns, an absl::Status or a StatusOr, or what it throws as one.
template <typename Work>
auto Guarded(Work&& work) -> decltype(work()) {
  try {
    return work();
  } catch (...) {
    return CurrentException();
  }
}

// Schedules `task`; false, and `task` gone, where the executor throws because there is no memory or
// no thread for it. It only makes things slow: the caller does the work.
bool TrySchedule(Executor& executor, absl::AnyInvocable<void() &&> task);

}  // namespace claircore::internal

#endif  // CLAIRCORE_INTERNAL_GUARD_H_
