#include "examples/clairscan/args.h"

#include <getopt.h>

#include <cstdlib>
#include <string>
#include <string_view>

#include "absl/status/status.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"

namespace clairscan {
namespace {

constexpr std::string_view kUsage = R"(clairscan: finds known vulnerabilities in container images

  clairscan scan SPEC              index an image, match it, print its vulnerabilities
  clairscan update [--from WHERE]  fetch vulnerability data
  clairscan index SPEC             print what an image holds (an IndexReport)
  clairscan match FILE|-           match a stored IndexReport
  clairscan versions compare SCHEME    read "A<TAB>B" lines, print <, =, > or !
  clairscan versions contains SCHEME   read "RANGE<TAB>VERSION" lines, print yes, no or !
  clairscan purl | cpe | cvss      read a line, print its canonical form, relation or scores

SPEC
  oci:DIR[:TAG]           an OCI image layout, a directory or a tar file of one
  docker-archive:FILE|-   what `docker save` writes, from a file or standard input
  rootfs:DIR              a directory as an image of one layer
  PATH                    one of these, recognised by what it holds; - is docker-archive:-

Options
  --db FILE            the vulnerability database (default: $XDG_CACHE_HOME/clairscan/clairscan.db)
  --from URL|DIR       update: a mirror with the feeds' own layout (docs/feeds.md)
  --only PREFIX        update: only updaters whose name begins so; may be repeated
  --format FORMAT      scan, match: table, json or tsv; index: json or tsv
  --fail-on SEVERITY   exit with 1 if anything is at least that severe
  --ignore FILE        leave out what the file lists: "ID [PACKAGE] [exp:YYYY-MM-DD] [# why]"
  --platform OS/ARCH   of a multi-platform image
  --threads N          default: as many as there are processors
  --quiet              no progress

Exit codes
  0  done; nothing at or above --fail-on        2  the command line makes no sense
  1  done; something at or above --fail-on      3  no verdict: image, data or server unreadable
)";

enum Option : int {
  kDb = 256,
  kFrom,
  kOnly,
  kFormat,
  kFailOn,
  kIgnore,
  kPlatform,
  kThreads,
  kQuiet,
  kHelp,
};

constexpr option kOptions[] = {
    {"db", required_argument, nullptr, kDb},
    {"from", required_argument, nullptr, kFrom},
    {"only", required_argument, nullptr, kOnly},
    {"format", required_argument, nullptr, kFormat},
    {"fail-on", required_argument, nullptr, kFailOn},
    {"ignore", required_argument, nullptr, kIgnore},
    {"platform", required_argument, nullptr, kPlatform},
    {"threads", required_argument, nullptr, kThreads},
    {"quiet", no_argument, nullptr, kQuiet},
    {"help", no_argument, nullptr, kHelp},
    {nullptr, 0, nullptr, 0},
};

std::string DefaultDatabase() {
  const char* cache = std::getenv("XDG_CACHE_HOME");
  if (cache != nullptr && *cache == '/') return absl::StrCat(cache, "/clairscan/clairscan.db");
  const char* home = std::getenv("HOME");
  return absl::StrCat(home != nullptr && *home != '\0' ? home : "/tmp",
                      "/.cache/clairscan/clairscan.db");
}

absl::StatusOr<Format> ParseFormat(std::string_view word) {
  if (word == "table") return Format::kTable;
  if (word == "json") return Format::kJson;
  if (word == "tsv") return Format::kTsv;
  return absl::InvalidArgumentError("--format: table, json or tsv");
}

absl::Status Take(int option, const std::string& value, Args& args) {
  switch (option) {
    case kDb:
      args.db = value;
      return absl::OkStatus();
    case kFrom:
      args.from = value;
      return absl::OkStatus();
    case kOnly:
      args.only.push_back(value);
      return absl::OkStatus();
    case kFormat: {
      absl::StatusOr<Format> format = ParseFormat(value);
      if (!format.ok()) return format.status();
      args.format = *format;
      return absl::OkStatus();
    }
    case kFailOn: {
      absl::StatusOr<claircore::Severity> severity = claircore::ParseSeverity(value);
      if (value.empty() || !severity.ok()) {
        return absl::InvalidArgumentError(
            "--fail-on: Unknown, Negligible, Low, Medium, High or Critical");
      }
      args.fail_on = *severity;
      return absl::OkStatus();
    }
    case kIgnore:
      args.ignore = value;
      return absl::OkStatus();
    case kPlatform:
      args.platform = value;
      return absl::OkStatus();
    case kThreads:
      if (!absl::SimpleAtoi(value, &args.threads) || args.threads < 1 || args.threads > 1024) {
        return absl::InvalidArgumentError("--threads: a number from 1 to 1024");
      }
      return absl::OkStatus();
    case kQuiet:
      args.quiet = true;
      return absl::OkStatus();
    case kHelp:
      args.help = true;
      return absl::OkStatus();
    default:
      return absl::InvalidArgumentError("unknown option, or one without its value");
  }
}

}  // namespace

std::string_view Usage() { return kUsage; }

absl::StatusOr<Args> ParseArgs(int argc, char** argv) {
  Args args;
  args.db = DefaultDatabase();
  opterr = 0;  // the message is ours to print
  optind = 0;  // glibc: start afresh, so that tests may parse twice
  int option;
  // Options may stand before and after the words; "--" ends them.
  while ((option = getopt_long(argc, argv, "", kOptions, nullptr)) != -1) {
    absl::Status taken = Take(option, optarg == nullptr ? "" : optarg, args);
    if (!taken.ok()) {
      if (option != '?') return taken;
      return absl::InvalidArgumentError(
          absl::StrCat(taken.message(), ": ", optind > 0 ? argv[optind - 1] : ""));
    }
    optarg = nullptr;
  }
  if (optind < argc) args.command = argv[optind++];
  while (optind < argc) args.positional.push_back(argv[optind++]);
  if (args.command.empty() && !args.help) {
    return absl::InvalidArgumentError("no command; try clairscan --help");
  }
  if (args.command == "help") args.help = true;
  return args;
}

}  // namespace clairscan
