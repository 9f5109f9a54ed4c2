#ifndef EXAMPLES_CLAIRSCAN_PLACE_H_
#define EXAMPLES_CLAIRSCAN_PLACE_H_

#include <memory>
#include <string>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "examples/clairscan/progress.h"

namespace clairscan {

// Where the database of `--db DB` is. "" is the user's own: clairscan/clairscan.db in
// $XDG_CACHE_HOME, or in .cache of $HOME; FAILED_PRECONDITION without both. A directory has it as
// clairscan.db. PERMISSION_DENIED for a place that others could have put it, or can change it:
// advisories decide what a report leaves out.
absl::StatusOr<std::string> DatabasePath(const std::string& db);

// The right to update one database, of one process at a time. The file "<database>.update.lock"
// has it and stays.
class UpdateLock {
 public:
  // Makes the folder if it is missing. Waits for another's update to end, and says so on standard
  // error. An error tells that the database could not be written, before anything was fetched.
  static absl::StatusOr<UpdateLock> Take(const claircore::Context& context, const std::string& path,
                                         TerminalProgress& progress);
  ~UpdateLock();
  UpdateLock(UpdateLock&& other) noexcept : fd_(other.fd_) { other.fd_ = -1; }
  UpdateLock& operator=(UpdateLock&&) = delete;

 private:
  explicit UpdateLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_PLACE_H_
