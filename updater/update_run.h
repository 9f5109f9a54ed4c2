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
};

// Where the data come from: from the updater's own Fetch(), or from a bundle that was read into the
// blobs already. `previous` is what the last success left.
using FetchFunction =
    std::function<absl::StatusOr<Fetched>(const Fingerprint& previous, BlobWriter& out)>;

// One updater, once, under its lock: fetch into `blobs`, parse, store, record. The updater's own
// failures are in `result`; what is returned is a failure of the store or cancellation, and ends
// the whole run.
absl::Status RunUpdater(const Context& context, const RunServices& services, const Updater& updater,
                        const FetchFunction& fetch, BlobSpool& blobs, UpdateResult& result);

}  // namespace claircore::update

#endif  // UPDATER_UPDATE_RUN_H_
