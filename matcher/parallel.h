#ifndef MATCHER_PARALLEL_H_
#define MATCHER_PARALLEL_H_

#include <cstddef>

#include "absl/functional/function_ref.h"
#include "absl/status/status.h"
#include "claircore/executor.h"

namespace claircore::matcher {

// Runs `make(i, slot)` for i in [0, n) over the executor (which may be null) and `take(i, slot)` on
// the calling thread, in order; at most `slots` of them are made and not yet taken, each with a
// slot of its own. The first error of `take`, or exception of either, ends it and is returned,
// after what is being made is done. The calling thread takes part, so an executor that runs nothing
// only makes it slow; no task waits for another.
absl::Status InOrder(Executor* executor, size_t n, size_t slots,
                     absl::FunctionRef<void(size_t i, size_t slot)> make,
                     absl::FunctionRef<absl::Status(size_t i, size_t slot)> take);

}  // namespace claircore::matcher

#endif  // MATCHER_PARALLEL_H_
