#ifndef CLAIRCORE_LOCKER_H_
#define CLAIRCORE_LOCKER_H_

#include <memory>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/context.h"

namespace claircore::inline v0 {

// Held until destroyed.
class Lock {
 public:
  virtual ~Lock() = default;
  // True once somebody else may hold it (a broken connection): stop and store nothing.
  virtual bool lost() const { return false; }
};

// Mutual exclusion among all processes that share a store. Thread-safe.
class Locker {
 public:
  virtual ~Locker() = default;
  // Waits for `key`. CANCELLED or DEADLINE_EXCEEDED as the context says, within 50 ms.
  virtual absl::StatusOr<std::unique_ptr<Lock>> Acquire(const Context& context,
                                                        std::string_view key) = 0;
  // The lock, or null if somebody holds it.
  virtual absl::StatusOr<std::unique_ptr<Lock>> TryAcquire(const Context& context,
                                                           std::string_view key) = 0;
};

// Locks among the threads of this process.
std::unique_ptr<Locker> NewLocalLocker();

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_LOCKER_H_
