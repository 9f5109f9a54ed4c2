#include <chrono>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/match.h"
#include "absl/strings/str_cat.h"
#include "claircore/builtin_updaters.h"
#include "claircore/fetch/feed_directory/feed_directory.h"
#include "claircore/fetch/http/curl_http_client.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/update_manager.h"
#include "claircore/version.h"
#include "examples/clairscan/commands.h"
#include "examples/clairscan/counting.h"
#include "examples/clairscan/database.h"
#include "examples/clairscan/place.h"
#include "examples/clairscan/printable.h"

namespace clairscan {
namespace {

using claircore::UpdateResult;

bool IsUrl(const std::string& from) {
  return absl::StartsWithIgnoreCase(from, "http://") ||
         absl::StartsWithIgnoreCase(from, "https://");
}

std::string Describe(const UpdateResult& result) {
  if (!result.status.ok()) return absl::StrCat("failed: ", result.status.message());
  if (result.skipped) return "left out: somebody else is updating it";
  const bool advisories = result.operation.kind == claircore::UpdateKind::kVulnerability;
  const char* what = advisories ? " advisories" : " records";
  std::string text = result.changed ? absl::StrCat(result.advisories, what) : "unchanged";
  size_t records = 0;
  for (const auto& [reason, count] : result.skipped_records) records += count;
  if (records > 0) {
    absl::StrAppend(&text, "; left out ", records);
    for (const auto& [reason, count] : result.skipped_records) {
      absl::StrAppend(&text, &reason == &result.skipped_records.begin()->first ? ": " : ", ", count,
                      " ", reason);
    }
  }
  return text;
}

}  // namespace

absl::StatusOr<ExitCode> Update(const Session& session) {
  const Args& args = session.args;
  // The place first: what cannot be kept need not be fetched. A second update waits here, and then
  // works from what the first one saved.
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string path, DatabasePath(args.db));
  CLAIRCORE_ASSIGN_OR_RETURN(const UpdateLock lock,
                             UpdateLock::Take(session.context, path, session.progress));
  CLAIRCORE_ASSIGN_OR_RETURN(Database database, Database::Open(session.context, path));
  claircore::UpdateOptions options;
  std::unique_ptr<claircore::HttpClient> http;
  if (!args.from.empty() && !IsUrl(args.from)) {
    CLAIRCORE_ASSIGN_OR_RETURN(http, claircore::NewFeedDirectory(args.from));
    claircore::AddBuiltinUpdaters(options.updaters, {.maven_url = "https://maven"});
  } else {
    http = claircore::NewCurlHttpClient(
        {.user_agent = "clairscan/" + std::string(claircore::kVersion)});
    claircore::AddBuiltinUpdaters(options.updaters, args.from.empty()
                                                        ? claircore::BuiltinUpdaterOptions{}
                                                        : claircore::UpdatersOfMirror(args.from));
  }
  options.only = args.only;
  options.timeout = std::chrono::minutes(args.timeout_minutes);
  options.allow_shrink = args.allow_shrink;
  const auto counted = CountFeeds(*http, session.progress);
  options.store = &database.store().vulnerabilities();
  options.http = counted.get();
  options.executor = session.executor;
  CLAIRCORE_ASSIGN_OR_RETURN(auto manager, claircore::UpdateManager::Create(std::move(options)));
  session.progress.Stage("updating");
  CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<UpdateResult> results,
                             manager->Run(session.context));

  // Compile now what the next scan would have to compile: it is saved in the same file.
  session.progress.Stage("compiling");
  CLAIRCORE_RETURN_IF_ERROR(database.Engine(session.context, session.executor).status());
  session.progress.Stage("saving");
  CLAIRCORE_RETURN_IF_ERROR(database.Save(session.context));

  size_t failed = 0;
  for (const UpdateResult& result : results) {
    std::cout << Printable(result.updater) << ": " << Message(Describe(result)) << "\n";
    if (!result.status.ok()) ++failed;
  }
  std::cout << results.size() << (results.size() == 1 ? " source" : " sources") << ", " << failed
            << " failed; " << Printable(database.path()) << "\n";
  if (results.empty()) {
    std::cerr << "clairscan: no source of data there\n";
    return kFailed;
  }
  return failed == 0 ? kClean : kFailed;
}

}  // namespace clairscan
