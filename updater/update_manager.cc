#include "claircore/update_manager.h"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <span>
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
#include "updater/bundle.h"
#include "updater/parallel.h"
#include "updater/update_run.h"

namespace claircore::inline v0 {
namespace {

using update::BlobSpool;
using update::BundleEntry;

// The updaters to run, and a result for each thing that kept one from being made.
struct Plan {
  std::vector<std::unique_ptr<Updater>> updaters;  // sorted by name
  std::vector<UpdateResult> failures;
  std::vector<std::pair<const UpdaterFactory*, absl::Status>> failed;
};

UpdateResult Failure(std::string_view name, absl::Status status) {
  UpdateResult result;
  result.updater = std::string(name);
  result.status = std::move(status);
  return result;
}

void SortByName(std::vector<UpdateResult>& results) {
  std::stable_sort(results.begin(), results.end(),
                   [](const auto& a, const auto& b) { return a.updater < b.updater; });
}

absl::Status CheckName(std::string_view name) {
  if (name.empty()) return absl::InvalidArgumentError("an updater has no name");
  if (name.starts_with("claircore.")) {
    return absl::InvalidArgumentError(
        absl::StrCat("updater name ", internal::ToAbsl(name), " is reserved"));
  }
  return absl::OkStatus();
}

class Manager final : public UpdateManager {
 public:
  explicit Manager(UpdateOptions options) : options_(std::move(options)) {
    if (options_.locker == nullptr) {
      own_locker_ = NewLocalLocker();
      options_.locker = own_locker_.get();
    }
    if (options_.temporary == nullptr) {
      own_temporary_ = NewTemporaryDirectory();
      options_.temporary = own_temporary_.get();
    }
    services_ = {options_.store, options_.locker, options_.temporary, options_.allow_shrink};
  }

  absl::StatusOr<std::vector<UpdateResult>> Run(const Context& context) override {
    const Context limited = Limited(context);
    CLAIRCORE_ASSIGN_OR_RETURN(Plan plan, MakePlan(context, limited));
    CLAIRCORE_RETURN_IF_ERROR(RecordFailures(context, plan));
    std::vector<UpdateResult> results(plan.updaters.size());
    CLAIRCORE_RETURN_IF_ERROR(ForEachUpdater(context, plan, [&](size_t i) {
      Updater& updater = *plan.updaters[i];
      BlobSpool blobs(options_.temporary);
      return update::RunUpdater(
          context, limited, services_, updater,
          [&](const Fingerprint& previous, BlobWriter& out) {
            return updater.Fetch(limited, *options_.http, previous, out);
          },
          blobs, results[i]);
    }));
    CLAIRCORE_RETURN_IF_ERROR(Collect(context, results));
    return Join(std::move(plan), std::move(results));
  }

  absl::StatusOr<std::vector<UpdateResult>> Export(
      const Context& context, std::function<absl::Status(std::string_view bytes)> write) override {
    const Context limited = Limited(context);
    CLAIRCORE_ASSIGN_OR_RETURN(Plan plan, MakePlan(context, limited));
    std::vector<UpdateResult> results(plan.updaters.size());
    std::vector<std::unique_ptr<BlobSpool>> blobs(plan.updaters.size());
    std::vector<Fingerprint> fingerprints(plan.updaters.size());
    CLAIRCORE_RETURN_IF_ERROR(ForEachUpdater(context, plan, [&](size_t i) {
      Updater& updater = *plan.updaters[i];
      results[i].updater = std::string(updater.name());
      auto spool = std::make_unique<BlobSpool>(options_.temporary);
      // Without a previous fingerprint, so that the bundle is complete on its own.
      absl::StatusOr<Fetched> fetched =
          internal::Guarded([&] { return updater.Fetch(limited, *options_.http, "", *spool); });
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      if (!fetched.ok()) {
        results[i].status = internal::WithoutCredentials(fetched.status());
      } else if (!fetched->changed) {
        results[i].status = absl::InternalError("the updater says unchanged with nothing before");
      } else {
        fingerprints[i] = std::move(fetched->fingerprint);
        blobs[i] = std::move(spool);
      }
      return absl::OkStatus();
    }));
    update::BundleWriter writer(std::move(write));
    for (size_t i = 0; i < results.size(); ++i) {
      if (blobs[i] == nullptr) continue;
      BundleEntry entry;
      entry.updater = results[i].updater;
      entry.fingerprint = fingerprints[i];
      entry.date = std::chrono::floor<std::chrono::seconds>(context.clock().Now());
      CLAIRCORE_RETURN_IF_ERROR(writer.Add(context, entry, *blobs[i]));
      blobs[i].reset();  // its disk space
    }
    CLAIRCORE_RETURN_IF_ERROR(writer.Finish());
    return Join(std::move(plan), std::move(results));
  }

  absl::StatusOr<std::vector<UpdateResult>> Import(const Context& context,
                                                   const RandomAccessSource& bundle) override {
    CLAIRCORE_ASSIGN_OR_RETURN(const auto reader, update::BundleReader::Open(context, bundle));
    std::vector<UpdateResult> results;
    std::set<std::string, std::less<>> seen;
    while (true) {
      CLAIRCORE_ASSIGN_OR_RETURN(const std::optional<BundleEntry> entry, reader->Next());
      if (!entry.has_value()) break;
      if (!seen.insert(entry->updater).second) {
        return absl::DataLossError(
            absl::StrCat("bundle: updater ", entry->updater, " is there twice"));
      }
      CLAIRCORE_ASSIGN_OR_RETURN(std::optional<UpdateResult> result,
                                 ImportOne(context, *entry, *reader));
      if (result.has_value()) results.push_back(*std::move(result));
    }
    CLAIRCORE_RETURN_IF_ERROR(Collect(context, results));
    SortByName(results);
    return results;
  }

  absl::StatusOr<UpdateDiff> Diff(const Context& context, std::string_view previous,
                                  std::string_view current) override {
    return options_.store->DiffUpdates(context, previous, current);
  }

  absl::StatusOr<size_t> CollectGarbage(const Context& context) override {
    if (options_.keep == 0) return size_t{0};
    return options_.store->CollectGarbage(context, options_.keep);
  }

 private:
  // Nothing of an updater is applied before its checksum was seen to be right: its members go to
  // temporary storage first.
  absl::StatusOr<std::optional<UpdateResult>> ImportOne(const Context& context,
                                                        const BundleEntry& entry,
                                                        update::BundleReader& reader) {
    class Into final : public update::BundleMembers {
     public:
      Into(const Context& context, BlobSpool* spool) : context_(context), spool_(spool) {}
      absl::Status Begin(std::string_view member) override {
        return spool_ == nullptr ? absl::OkStatus() : spool_->Begin(context_, member);
      }
      absl::Status Append(std::span<const std::byte> bytes) override {
        return spool_ == nullptr ? absl::OkStatus() : spool_->Append(bytes);
      }

     private:
      const Context& context_;
      BlobSpool* const spool_;  // null: only the checksum is of interest
    };

    const bool wanted = Wanted(entry.updater);
    const std::unique_ptr<Updater> updater = wanted ? ByName(entry.updater) : nullptr;
    BlobSpool spool(options_.temporary);
    Into into(context, updater == nullptr ? nullptr : &spool);
    CLAIRCORE_RETURN_IF_ERROR(reader.ReadMembers(into));
    if (!wanted) return std::nullopt;
    if (updater == nullptr) {
      return Failure(entry.updater, absl::NotFoundError("no factory here makes this updater"));
    }
    UpdateResult result;
    CLAIRCORE_RETURN_IF_ERROR(update::RunUpdater(
        context, context, services_, *updater,
        [&](const Fingerprint& previous, BlobWriter&) -> absl::StatusOr<Fetched> {
          return Fetched{.changed = previous.empty() || previous != entry.fingerprint,
                         .fingerprint = entry.fingerprint};
        },
        spool, result));
    return result;
  }

  Context Limited(const Context& context) const {
    return options_.timeout.count() > 0 ? context.WithTimeout(options_.timeout) : context;
  }

  bool Wanted(std::string_view updater) const {
    const auto begins = [&](const std::string& prefix) { return updater.starts_with(prefix); };
    return (options_.only.empty() ||
            std::any_of(options_.only.begin(), options_.only.end(), begins)) &&
           (options_.filter == nullptr || options_.filter(updater));
  }

  bool MayBeWanted(const UpdaterFactory& factory) const {
    return options_.only.empty() ||
           std::any_of(options_.only.begin(), options_.only.end(),
                       [&](const std::string& prefix) { return factory.MayMake(prefix); });
  }

  // The updaters of a factory that failed did not run: their status says so.
  absl::Status RecordFailures(const Context& context, const Plan& plan) {
    if (plan.failed.empty()) return absl::OkStatus();
    CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<UpdaterStatus> known,
                               options_.store->ListUpdaterStatus(context));
    for (const auto& [factory, failure] : plan.failed) {
      context.observer().Log(
          LogLevel::kWarning,
          absl::StrCat("source ", std::string(factory->name()), ": ", failure.ToString()));
      for (const UpdaterStatus& status : known) {
        if (!Wanted(status.updater) || factory->ByName(status.updater) == nullptr) continue;
        CLAIRCORE_RETURN_IF_ERROR(update::RecordFailure(context, *options_.store, status, failure));
      }
    }
    return absl::OkStatus();
  }

  absl::StatusOr<Plan> MakePlan(const Context& context, const Context& limited) {
    if (options_.http == nullptr) {
      return absl::FailedPreconditionError("UpdateOptions::http is null: only Import() works");
    }
    Plan plan;
    std::vector<const UpdaterFactory*> factories;
    for (const auto& factory : options_.updaters) {
      if (MayBeWanted(*factory)) factories.push_back(factory.get());
    }
    std::vector<absl::StatusOr<std::vector<std::unique_ptr<Updater>>>> made(factories.size());
    CLAIRCORE_RETURN_IF_ERROR(update::ParallelFor(options_.executor, made.size(), [&](size_t i) {
      made[i] = internal::Guarded([&] { return factories[i]->Create(limited, *options_.http); });
    }));
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    std::map<std::string, std::unique_ptr<Updater>> by_name;
    for (size_t i = 0; i < made.size(); ++i) {
      if (!made[i].ok()) {
        absl::Status failure = internal::WithoutCredentials(made[i].status());
        plan.failed.emplace_back(factories[i], failure);
        plan.failures.push_back(Failure(factories[i]->name(), std::move(failure)));
        continue;
      }
      for (std::unique_ptr<Updater>& updater : *made[i]) {
        const std::string name(updater->name());
        if (!Wanted(name)) continue;
        absl::Status status = CheckName(name);
        if (status.ok() && !by_name.emplace(name, std::move(updater)).second) {
          status = absl::AlreadyExistsError("two updaters have this name; the first one runs");
        }
        if (!status.ok()) plan.failures.push_back(Failure(name, std::move(status)));
      }
    }
    for (auto& [name, updater] : by_name) plan.updaters.push_back(std::move(updater));
    return plan;
  }

  // `work(i)` for each updater; its first error keeps the others from beginning.
  absl::Status ForEachUpdater(const Context& context, const Plan& plan,
                              const std::function<absl::Status(size_t)>& work) {
    std::mutex mutex;
    absl::Status failure;
    size_t done = 0;
    const absl::Status thrown =
        update::ParallelFor(options_.executor, plan.updaters.size(), [&](size_t i) {
          {
            std::lock_guard lock(mutex);
            if (failure.ok()) failure = context.Check();
            if (!failure.ok()) return;
          }
          absl::Status status = work(i);
          size_t finished = 0;
          {
            std::lock_guard lock(mutex);
            finished = ++done;
            if (failure.ok()) failure = std::move(status);
          }
          context.observer().Progress("update", finished, plan.updaters.size());
        });
    return failure.ok() ? thrown : failure;
  }

  absl::Status Collect(const Context& context, const std::vector<UpdateResult>& results) {
    const bool changed =
        std::any_of(results.begin(), results.end(), [](const auto& r) { return r.changed; });
    return changed ? CollectGarbage(context).status() : absl::OkStatus();
  }

  static std::vector<UpdateResult> Join(Plan plan, std::vector<UpdateResult> results) {
    for (UpdateResult& failure : plan.failures) results.push_back(std::move(failure));
    SortByName(results);
    return results;
  }

  std::unique_ptr<Updater> ByName(std::string_view name) const {
    for (const auto& factory : options_.updaters) {
      std::unique_ptr<Updater> updater = factory->ByName(name);
      if (updater != nullptr) return updater;
    }
    return nullptr;
  }

  UpdateOptions options_;
  std::unique_ptr<Locker> own_locker_;
  std::unique_ptr<TemporaryStorage> own_temporary_;
  update::RunServices services_;
};

// Every entrance, guarded.
class GuardedManager final : public UpdateManager {
 public:
  explicit GuardedManager(UpdateOptions options) : manager_(std::move(options)) {}

  absl::StatusOr<std::vector<UpdateResult>> Run(const Context& context) override {
    return internal::Guarded([&] { return manager_.Run(context); });
  }
  absl::StatusOr<std::vector<UpdateResult>> Export(
      const Context& context, std::function<absl::Status(std::string_view bytes)> write) override {
    return internal::Guarded([&] { return manager_.Export(context, std::move(write)); });
  }
  absl::StatusOr<std::vector<UpdateResult>> Import(const Context& context,
                                                   const RandomAccessSource& bundle) override {
    return internal::Guarded([&] { return manager_.Import(context, bundle); });
  }
  absl::StatusOr<UpdateDiff> Diff(const Context& context, std::string_view previous,
                                  std::string_view current) override {
    return internal::Guarded([&] { return manager_.Diff(context, previous, current); });
  }
  absl::StatusOr<size_t> CollectGarbage(const Context& context) override {
    return internal::Guarded([&] { return manager_.CollectGarbage(context); });
  }

 private:
  Manager manager_;
};

}  // namespace

absl::StatusOr<std::unique_ptr<UpdateManager>> UpdateManager::Create(UpdateOptions options) {
  if (options.store == nullptr) return absl::InvalidArgumentError("UpdateOptions::store is null");
  if (options.updaters.empty()) {
    return absl::InvalidArgumentError("UpdateOptions::updaters is empty");
  }
  std::set<std::string_view> names;
  for (const auto& factory : options.updaters) {
    if (factory == nullptr) {
      return absl::InvalidArgumentError("UpdateOptions::updaters has a null factory");
    }
    if (factory->name().empty()) {
      return absl::InvalidArgumentError("UpdateOptions::updaters has a factory without a name");
    }
    if (!names.insert(factory->name()).second) {
      return absl::InvalidArgumentError(absl::StrCat(
          "UpdateOptions::updaters has two factories named ", internal::ToAbsl(factory->name())));
    }
  }
  return std::make_unique<GuardedManager>(std::move(options));
}

}  // namespace claircore::inline v0
