#ifndef EXAMPLES_CLAIRSCAN_COMMANDS_H_
#define EXAMPLES_CLAIRSCAN_COMMANDS_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/executor.h"
#include "examples/clairscan/args.h"
#include "examples/clairscan/progress.h"

namespace clairscan {

// What every command gets; not owned.
struct Session {
  const claircore::Context& context;
  claircore::Executor* executor;
  const Args& args;
  TerminalProgress& progress;
};

// One function a command, each printing to standard output. A status is printed and becomes exit
// code kFailed.
// For a command line that makes no sense: says why on standard error.
ExitCode BadUsage(std::string_view why);

absl::StatusOr<ExitCode> Scan(const Session& session);
absl::StatusOr<ExitCode> Index(const Session& session);
absl::StatusOr<ExitCode> Match(const Session& session);
absl::StatusOr<ExitCode> Update(const Session& session);
absl::StatusOr<ExitCode> Versions(const Session& session);
absl::StatusOr<ExitCode> Purl(const Session& session);
absl::StatusOr<ExitCode> Cpe(const Session& session);
absl::StatusOr<ExitCode> Cvss(const Session& session);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_COMMANDS_H_
