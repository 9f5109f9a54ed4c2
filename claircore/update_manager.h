#ifndef CLAIRCORE_UPDATE_MANAGER_H_
#define CLAIRCORE_UPDATE_MANAGER_H_

#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/executor.h"
#include "claircore/http_client.h"
#include "claircore/io.h"
#include "claircore/locker.h"
#include "claircore/updater.h"
#include "claircore/vulnerability_store.h"

namespace claircore::inline v0 {

struct UpdateOptions {
  VulnerabilityStore* store = nullptr;    // required; not owned; must outlive the manager
  HttpClient* http = nullptr;             // not owned; null: Run() fails, Import() works
  Executor* executor = nullptr;           // not owned; null: the calling thread does all the work
  Locker* locker = nullptr;               // not owned; null: NewLocalLocker()
  TemporaryStorage* temporary = nullptr;  // not owned; null: NewTemporaryDirectory()
  UpdaterSet updaters;                    // required
  size_t keep = 10;                       // operations kept an updater; 0: no collection
  // Runs only updaters for which this is true; null: all.
  std::function<bool(std::string_view updater)> filter;
  // Runs only updaters whose names begin with one of these; empty: all. A factory that makes no
  // such (UpdaterFactory::MayMake) is not asked, nor its host, and cannot fail.
  std::vector<std::string> only;
  // For the whole of one Run() or Export(): an updater that has not fetched and parsed its data by
  // then fails with DEADLINE_EXCEEDED and keeps those it had; what is done stays done. 0: no limit
  // but the Context's.
  std::chrono::milliseconds timeout{std::chrono::minutes(30)};
  // A snapshot with nothing in it where there was something, or with less than half of 20 records
  // and more, is taken for a broken source: its updater fails with FAILED_PRECONDITION and keeps
  // what it had. True: the snapshot is taken whatever is missing.
  bool allow_shrink = false;
};

// What one updater's run came to.
struct UpdateResult {
  std::string updater;
  absl::Status status;                            // this updater's failure; never that of another
  bool changed = false;                           // a new operation was stored
  bool skipped = false;                           // somebody else is running it
  UpdateOperation operation;                      // the current one, when there is one
  size_t advisories = 0;                          // stored by this run
  std::map<std::string, size_t> skipped_records;  // reason -> how many
};

// Runs updaters and keeps their history. Thread-safe.
class UpdateManager {
 public:
  // INVALID_ARGUMENT names the field at fault.
  static absl::StatusOr<std::unique_ptr<UpdateManager>> Create(UpdateOptions options);
  virtual ~UpdateManager() = default;

  // Runs every updater once: fetch, parse, store, collect. One element an updater, by name; a
  // factory that fails is an element named after it, and its updaters that the store knows have
  // that failure as their last_error. Only cancellation and a failed store are an error of the
  // call. No message, here or in the store, has a URL's credentials or query in it.
  virtual absl::StatusOr<std::vector<UpdateResult>> Run(const Context& context) = 0;

  // Fetches every updater's data into one file for Import() on a machine without network; changes
  // nothing in the store. Format: docs/bundle.md.
  virtual absl::StatusOr<std::vector<UpdateResult>> Export(
      const Context& context, std::function<absl::Status(std::string_view bytes)> write) = 0;
  // Parses and stores such a file. DATA_LOSS, with nothing changed for the updaters not yet read,
  // when it is truncated or damaged.
  virtual absl::StatusOr<std::vector<UpdateResult>> Import(const Context& context,
                                                           const RandomAccessSource& bundle) = 0;

  // As VulnerabilityStore::DiffUpdates().
  virtual absl::StatusOr<UpdateDiff> Diff(const Context& context, std::string_view previous,
                                          std::string_view current) = 0;
  virtual absl::StatusOr<size_t> CollectGarbage(const Context& context) = 0;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_UPDATE_MANAGER_H_
