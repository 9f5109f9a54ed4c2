#include "updater/update_run.h"

#include <chrono>
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
#include "updater/blob_spool.h"
#include "updater/record_codec.h"
#include "updater/record_spool.h"

namespace claircore::update {
namespace {

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
  Run(const Context& context, const RunServices& services, const Updater& updater, BlobSpool& blobs,
      UpdateResult& result)
      : context_(context),
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
    result_.status = internal::Guarded([&] { return Work(fetch, **lock); });
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
    AdvisorySpool spool(services_.temporary, context_);
    {
      const Span span(context_, "update.parse", name_);
      const absl::Status parsed = updater_.Parse(context_, blobs_, spool);
      result_.skipped_records = spool.skips().counts();
      CLAIRCORE_RETURN_IF_ERROR(parsed);
      CLAIRCORE_RETURN_IF_ERROR(spool.status());
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
    EnrichmentSpool spool(services_.temporary, context_);
    {
      const Span span(context_, "update.parse", name_);
      const absl::Status parsed = updater_.ParseEnrichments(context_, blobs_, spool);
      result_.skipped_records = spool.skips().counts();
      CLAIRCORE_RETURN_IF_ERROR(parsed);
      CLAIRCORE_RETURN_IF_ERROR(spool.status());
    }
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

absl::Status RunUpdater(const Context& context, const RunServices& services, const Updater& updater,
                        const FetchFunction& fetch, BlobSpool& blobs, UpdateResult& result) {
  result.updater = std::string(updater.name());
  return Run(context, services, updater, blobs, result)(fetch);
}

}  // namespace claircore::update
