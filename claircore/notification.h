#ifndef CLAIRCORE_NOTIFICATION_H_
#define CLAIRCORE_NOTIFICATION_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/digest.h"
#include "claircore/vulnerability.h"

namespace claircore::inline v0 {

// Experimental: shapes may change until the notifier has exercised them.

// New data changed what is known of one indexed manifest.
struct Notification {
  enum class Reason : uint8_t { kAdded, kRemoved };
  std::string id;  // the same when delivered twice
  Digest manifest;
  Reason reason = Reason::kAdded;
  std::string update_ref;          // the operation that caused it
  Vulnerability worst;             // the most severe of them
  std::vector<std::string> names;  // all of them, sorted
};

// Where notifications go. Supplied by the host; safe for concurrent calls. At least once: the same
// id may come again after a crash or an error.
class NotificationSink {
 public:
  virtual ~NotificationSink() = default;
  virtual absl::Status Deliver(const Context& context, const Notification& notification) = 0;
};

// How far the notifier got with each updater, so that it resumes after a crash.
class NotificationStore {
 public:
  virtual ~NotificationStore() = default;
  // The last operation that was fully delivered; "" if none was. NOT an error when unknown.
  virtual absl::StatusOr<std::string> Delivered(const Context& context,
                                                std::string_view updater) = 0;
  virtual absl::Status SetDelivered(const Context& context, std::string_view updater,
                                    std::string_view ref) = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_NOTIFICATION_H_
