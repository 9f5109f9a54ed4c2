#ifndef UPDATER_UPDATE_RUN_H_
#define UPDATER_UPDATE_RUN_H_

#include <functional>
#include <string_view>

#include "absl/status/status.h"
#include "claircore/context.h"
#include "claircore/io.h"
#include "claircore/locker.h"
#include "claircore/update_manager.h"
#include "claircore/updater.h"
#include "claircore/vulnerability_store.h"
#include "updater/blob_spool.h"

namespace claircore::update {

// What one updater's run needs; all outlive it.
struct RunServices {
  VulnerabilityStore* store = nullptr;
  Locker* locker = nullptr;
  TemporaryStorage* temporary = nullptr;
  bool allow_shrink = false;
};

// Where the data come from: from the updater's own Fetch(), or from a bundle that was read into the
// blobs already. `previous` is what the last success left.
using FetchFunction =
    std::function<absl::StatusOr<Fetched>(const Fingerprint& previous, BlobWriter& out)>;

// One updater, once, under its lock: fetch into `blobs`, parse, store, record. The updater's own
// failures are in `result`; what is returned is a failure of the store or cancellation, and ends
// the whole run. `limited` is `context` with the run's own deadline, which bounds the fetching and
// parsing alone: an updater that is late is recorded as that.
absl::Status RunUpdater(const Context& context, const Context& limited, const RunServices& services,
                        const Updater& updater, const FetchFunction& fetch, BlobSpool& blobs,
                        UpdateResult& result);

// Records that `updater` could not be made, for its `status` of the store.
absl::Status RecordFailure(const Context& context, VulnerabilityStore& store, UpdaterStatus status,
                           const absl::Status& failure);

}  // namespace claircore::update

#endif  // UPDATER_UPDATE_RUN_H_
