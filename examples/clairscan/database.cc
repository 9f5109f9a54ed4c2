#include "examples/clairscan/database.h"

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "claircore/builtin_matchers.h"
#include "claircore/builtin_versions.h"

namespace clairscan {

absl::StatusOr<Database> Database::Open(const claircore::Context& context,
                                        const std::string& path) {
  Database database;
  database.path_ = path;
  std::error_code error;
  const auto size = std::filesystem::file_size(path, error);
  if (!error && size == 0) {
    database.store_ = std::make_unique<claircore::MemoryStore>();
    return database;
  }
  auto store = claircore::MemoryStore::LoadOrCreate(context, path);
  if (store.ok()) {
    database.store_ = *std::move(store);
    return database;
  }
  const absl::Status& why = store.status();
  if (absl::IsCancelled(why) || absl::IsDeadlineExceeded(why)) return why;
  const bool named = absl::StrContains(why.message(), path);
  // One way out is enough: the store has its own, where it knows one.
  const bool damaged =
      absl::IsDataLoss(why) && !absl::StrContains(why.message(), "delete the file");
  return absl::Status(
      why.code(),
      absl::StrCat("the database", named ? "" : absl::StrCat(" ", path), ": ", why.message(),
                   damaged ? "; delete it and run `clairscan update`" : ""));
}

absl::StatusOr<std::unique_ptr<claircore::MatchEngine>> Database::Engine(
    const claircore::Context& context, claircore::Executor* executor) {
  claircore::MatchOptions options;
  options.store = &store_->vulnerabilities();
  options.segments = &store_->segments();
  options.executor = executor;
  claircore::AddBuiltinMatchers(options.matchers);
  claircore::AddBuiltinVersions(options.schemes);
  return claircore::MatchEngine::Create(context, std::move(options));
}

absl::Status Database::Save(const claircore::Context& context) {
  return store_->Save(context, path_);
}

}  // namespace clairscan
