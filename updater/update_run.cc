#include "updater/update_run.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/guard.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/internal/urls.h"
#include "updater/blob_spool.h"
#include "updater/record_codec.h"
#include "updater/record_spool.h"

namespace claircore::update {
namespace {

// Below this many records, half of a feed may come and go.
constexpr size_t kSmallFeed = 20;
constexpr size_t kCheckEvery = 1024;

std::chrono::sys_seconds Now(const Context& context) {
  return std::chrono::floor<std::chrono::seconds>(context.clock().Now());
}

// Reports how long a stage took, whichever way it ends.
class Span {
 public:
  Span(const Context& context, std::string_view name, std::string_view subject)
      : context_(context), name_(name), subject_(subject), begin_(context.clock().Steady()) {}
  ~Span() { context_.observer().Span(name_, subject_, context_.clock().Steady() - begin_); }

 private:
  const Context& context_;
  const std::string_view name_, subject_;
  const std::chrono::steady_clock::time_point begin_;
};

class Run {
 public:
  Run(const Context& context, const Context& limited, const RunServices& services,
      const Updater& updater, BlobSpool& blobs, UpdateResult& result)
      : context_(context),
        limited_(limited),
        services_(services),
        updater_(updater),
        name_(updater.name()),
        result_(result),
        blobs_(blobs) {}

  absl::Status operator()(const FetchFunction& fetch) {
    auto lock = services_.locker->TryAcquire(context_, absl::StrCat("claircore.update:", name_));
    if (!lock.ok()) {
      result_.status = lock.status();
      return context_.Check();
    }
    if (*lock == nullptr) {
      result_.skipped = true;
      return absl::OkStatus();
    }
    CLAIRCORE_RETURN_IF_ERROR(LoadState());
    // An updater that throws has failed, and the others go on.
    result_.status =
        internal::WithoutCredentials(internal::Guarded([&] { return Work(fetch, **lock); }));
    // A failed store and a cancelled call end the run; both leave the old status as it was.
    CLAIRCORE_RETURN_IF_ERROR(store_failure_);
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    return (*lock)->lost() ? absl::OkStatus() : RecordStatus();
  }

 private:
  absl::Status LoadState() {
    CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<UpdateOperation> operations,
                               services_.store->ListUpdates(context_, name_));
    CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<UpdaterStatus> all,
                               services_.store->ListUpdaterStatus(context_));
    for (const UpdaterStatus& status : all) {
      if (status.updater == name_) status_ = status;
    }
    status_.updater = name_;
    if (operations.empty()) return absl::OkStatus();  // nothing stored: fetch everything
    result_.operation = operations.front();
    // A later success without a new operation may have left a newer fingerprint for the same data.
    previous_ = status_.last_success > result_.operation.date ? status_.fingerprint
                                                              : result_.operation.fingerprint;
    return absl::OkStatus();
  }

  absl::Status Work(const FetchFunction& fetch, const Lock& lock) {
    CLAIRCORE_RETURN_IF_ERROR(limited_.Check());
    Fetched fetched;
    {
      const Span span(context_, "update.fetch", name_);
      CLAIRCORE_ASSIGN_OR_RETURN(fetched, fetch(previous_, blobs_));
    }
    fingerprint_ = fetched.fingerprint;
    if (!fetched.changed) return absl::OkStatus();
    return updater_.kind() == UpdateKind::kEnrichment ? StoreEnrichments(lock)
                                                      : StoreAdvisories(lock);
  }

  absl::Status StoreAdvisories(const Lock& lock) {
    AdvisorySpool spool(services_.temporary, limited_);
    {
      const Span span(context_, "update.parse", name_);
      const absl::Status parsed = updater_.Parse(limited_, blobs_, spool);
      result_.skipped_records = spool.skips().counts();
      CLAIRCORE_RETURN_IF_ERROR(parsed);
      CLAIRCORE_RETURN_IF_ERROR(spool.status());
    }
    if (spool.mode() == UpdateMode::kSnapshot) {
      CLAIRCORE_RETURN_IF_ERROR(CheckSize(spool.records().records(), [&](auto& visit) {
        return services_.store->ForEach(context_, result_.operation.ref,
                                        [&](const Advisory&) { return visit(); });
      }));
    }
    UpdateHeader header = Header();
    header.mode = spool.mode();
    header.replaced_keys = spool.replaced_keys();
    return Store(lock, spool.records(), [&](auto next) {
      return services_.store->ApplyUpdate(
          context_, header, [&](Advisory& advisory) -> absl::StatusOr<bool> {
            std::string_view record;
            CLAIRCORE_ASSIGN_OR_RETURN(const bool more, next(record));
            if (!more) return false;
            CLAIRCORE_RETURN_IF_ERROR(DecodeAdvisory(record, advisory));
            return true;
          });
    });
  }

  absl::Status StoreEnrichments(const Lock& lock) {
    EnrichmentSpool spool(services_.temporary, limited_);
    {
      const Span span(context_, "update.parse", name_);
      const absl::Status parsed = updater_.ParseEnrichments(limited_, blobs_, spool);
      result_.skipped_records = spool.skips().counts();
      CLAIRCORE_RETURN_IF_ERROR(parsed);
      CLAIRCORE_RETURN_IF_ERROR(spool.status());
    }
    CLAIRCORE_RETURN_IF_ERROR(CheckSize(spool.records().records(), [&](auto& visit) {
      return services_.store->ForEachEnrichment(context_, name_,
                                                [&](const EnrichmentRecord&) { return visit(); });
    }));
    return Store(lock, spool.records(), [&](auto next) {
      return services_.store->ApplyEnrichments(
          context_, Header(), [&](EnrichmentRecord& enrichment) -> absl::StatusOr<bool> {
            std::string_view record;
            CLAIRCORE_ASSIGN_OR_RETURN(const bool more, next(record));
            if (!more) return false;
            CLAIRCORE_RETURN_IF_ERROR(DecodeEnrichment(record, enrichment));
            return true;
          });
    });
  }

  // Whether a snapshot of `records` may replace the current one, whose records `for_each` visits
  // until it is told to stop. A source that has lost most of what it had is broken more often than
  // it is right, and what is lost would look like "no vulnerabilities".
  template <typename ForEach>
  absl::Status CheckSize(size_t records, ForEach for_each) {
    if (services_.allow_shrink || result_.operation.ref.empty()) return absl::OkStatus();
    const size_t enough = records == 0 ? 1 : std::max(kSmallFeed, 2 * records + 1);
    size_t seen = 0;
    auto visit = [&]() -> absl::Status {
      if (seen % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(limited_.Check());
      return ++seen < enough ? absl::OkStatus() : absl::CancelledError("seen enough");
    };
    const absl::Status counted = for_each(visit);
    if (seen < enough) {
      CLAIRCORE_RETURN_IF_ERROR(limited_.Check());
      if (!counted.ok()) store_failure_ = counted;
      return counted;
    }
    return absl::FailedPreconditionError(absl::StrCat(
        "shrunk to ", records, records == 1 ? " record" : " records", " from at least ", seen,
        ": not taken, the earlier ones are kept (see allow_shrink)"));
  }

  UpdateHeader Header() const {
    UpdateHeader header;
    header.updater = name_;
    header.fingerprint = fingerprint_;
    header.date = Now(context_);
    return header;
  }

  // `apply` gets a function that pulls raw records and returns what the store said.
  template <typename Apply>
  absl::Status Store(const Lock& lock, RecordSpool& records, Apply apply) {
    CLAIRCORE_RETURN_IF_ERROR(records.Rewind());
    if (lock.lost()) return absl::AbortedError("the updater's lock was lost; nothing is stored");
    const Span span(context_, "update.store", name_);
    absl::Status pull;  // our own failure, which the store only passes on
    absl::StatusOr<UpdateOperation> operation =
        apply([&](std::string_view& record) -> absl::StatusOr<bool> {
          pull = context_.Check();
          if (!pull.ok()) return pull;
          absl::StatusOr<bool> more = records.Read(record);
          pull = more.status();
          return more;
        });
    CLAIRCORE_RETURN_IF_ERROR(pull);
    if (!operation.ok()) {
      store_failure_ = operation.status();
      return store_failure_;
    }
    result_.operation = *std::move(operation);
    result_.changed = true;
    result_.advisories = records.records();
    context_.observer().Count("update.advisories", static_cast<int64_t>(result_.advisories));
    return absl::OkStatus();
  }

  absl::Status RecordStatus() {
    status_.last_attempt = Now(context_);
    if (result_.status.ok()) {
      status_.last_success = status_.last_attempt;
      status_.last_error.clear();
      status_.fingerprint = fingerprint_;
    } else {
      status_.last_error = result_.status.ToString();
      context_.observer().Log(LogLevel::kWarning,
                              absl::StrCat("updater ", name_, ": ", status_.last_error));
    }
    return services_.store->RecordUpdaterStatus(context_, status_);
  }

  const Context& context_;
  const Context& limited_;
  const RunServices& services_;
  const Updater& updater_;
  const std::string name_;
  UpdateResult& result_;
  BlobSpool& blobs_;
  UpdaterStatus status_;
  Fingerprint previous_, fingerprint_;
  absl::Status store_failure_;
};

}  // namespace

absl::Status RunUpdater(const Context& context, const Context& limited, const RunServices& services,
                        const Updater& updater, const FetchFunction& fetch, BlobSpool& blobs,
                        UpdateResult& result) {
  result.updater = std::string(updater.name());
  return Run(context, limited, services, updater, blobs, result)(fetch);
}

absl::Status RecordFailure(const Context& context, VulnerabilityStore& store, UpdaterStatus status,
                           const absl::Status& failure) {
  status.last_attempt = Now(context);
  status.last_error = internal::WithoutCredentials(failure).ToString();
  return store.RecordUpdaterStatus(context, status);
}

}  // namespace claircore::update
