#ifndef EXAMPLES_CLAIRSCAN_ARGS_H_
#define EXAMPLES_CLAIRSCAN_ARGS_H_

#include <optional>
#include <string>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/severity.h"

namespace clairscan {

// What the process ends with, so that a CI job can tell the cases apart.
enum ExitCode {
  kClean = 0,     // done, and nothing at or above --fail-on
  kFound = 1,     // done, and something is at or above --fail-on
  kBadUsage = 2,  // the command line makes no sense
  kFailed = 3,    // the image, the data or a server could not be read; no verdict
};

enum class Format { kTable, kJson, kTsv };

struct Args {
  std::string command;                  // "scan", "update", ...
  std::vector<std::string> positional;  // what follows the command
  std::string answer;                   // of --help or --version: to be printed, and no more
  std::string db;                       // path of the database file; "": the user's own
  std::string from;                     // update: a mirror's URL or a directory; "" = the sources
  std::vector<std::string> only;        // update: updaters whose names begin so; empty = all
  int timeout_minutes = 30;             // update: for all of it; 0 = none
  bool allow_shrink = false;            // update: feeds that lost most of what they had, too
  std::optional<Format> format;         // absent: the command's own default
  std::optional<claircore::Severity> fail_on;
  bool fail_on_unjudged = false;  // exit 3 for every package that nobody judged
  // Types and systems that may go unjudged; none: all may. Absent: none may.
  std::optional<std::vector<std::string>> allow_unjudged;
  std::string ignore;    // path of an ignore file, or ""
  std::string platform;  // of a multi-platform image: "linux/arm64"; "" = this one
  int threads = 0;       // 0: as many as the machine has processors
  bool quiet = false;    // no progress, whatever stderr is
};

// INVALID_ARGUMENT, with a sentence for the user, when the words make no sense. A command that is
// found has as many words after it as it takes, and no option of another.
absl::StatusOr<Args> ParseArgs(int argc, const char* const* argv);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_ARGS_H_
