#include "examples/clairscan/database.h"

#include <filesystem>
#include <memory>
#include <string>
#include <system_error>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/builtin_matchers.h"
#include "claircore/builtin_versions.h"
#include "claircore/internal/status_macros.h"

namespace clairscan {

absl::StatusOr<Database> Database::Open(const claircore::Context& context,
                                        const std::string& path) {
  Database database;
  database.path_ = path;
  std::error_code error;
  if (std::filesystem::is_directory(path, error)) database.path_ += "/clairscan.db";
  const auto size = std::filesystem::file_size(database.path_, error);
  if (!error && size == 0) {
    database.store_ = std::make_unique<claircore::MemoryStore>();
    return database;
  }
  CLAIRCORE_ASSIGN_OR_RETURN(database.store_,
                             claircore::MemoryStore::LoadOrCreate(context, database.path_));
  return database;
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
  const std::filesystem::path parent = std::filesystem::path(path_).parent_path();
  std::error_code error;
  if (!parent.empty()) std::filesystem::create_directories(parent, error);
  if (error) {
    return absl::PermissionDeniedError(
        absl::StrCat("cannot make ", parent.string(), ": ", error.message()));
  }
  return store_->Save(context, path_);
}

}  // namespace clairscan
