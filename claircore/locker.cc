#include "claircore/locker.h"

#include <chrono>
#include <condition_variable>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <utility>

#include "claircore/internal/status_macros.h"

namespace claircore::inline v0 {
namespace {

// A stop token cannot wake a condition variable that also has a deadline, so waiters look.
constexpr std::chrono::milliseconds kPoll{10};

// Shared with the locks, which may outlive the locker.
struct Held {
  std::mutex mutex;
  std::condition_variable released;
  std::set<std::string, std::less<>> keys;  // guarded by mutex
};

class LocalLock final : public Lock {
 public:
  LocalLock(std::shared_ptr<Held> held, std::string key)
      : held_(std::move(held)), key_(std::move(key)) {}
  ~LocalLock() override {
    {
      std::lock_guard lock(held_->mutex);
      held_->keys.erase(key_);
    }
    held_->released.notify_all();
  }

 private:
  const std::shared_ptr<Held> held_;
  const std::string key_;
};

class LocalLocker final : public Locker {
 public:
  absl::StatusOr<std::unique_ptr<Lock>> Acquire(const Context& context,
                                                std::string_view key) override {
    std::unique_lock lock(held_->mutex);
    while (held_->keys.contains(key)) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      held_->released.wait_for(lock, kPoll);
    }
    return Take(key);
  }

  absl::StatusOr<std::unique_ptr<Lock>> TryAcquire(const Context&, std::string_view key) override {
    std::lock_guard lock(held_->mutex);
    if (held_->keys.contains(key)) return nullptr;
    return Take(key);
  }

 private:
  std::unique_ptr<Lock> Take(std::string_view key) {
    held_->keys.emplace(key);
    return std::make_unique<LocalLock>(held_, std::string(key));
  }

  const std::shared_ptr<Held> held_ = std::make_shared<Held>();
};

}  // namespace

std::unique_ptr<Locker> NewLocalLocker() { return std::make_unique<LocalLocker>(); }

}  // namespace claircore::inline v0
