#include "examples/clairscan/args.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/ascii.h"
#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "absl/strings/str_split.h"
#include "claircore/version.h"
#include "examples/clairscan/suggest.h"

namespace clairscan {
namespace {

constexpr char kAbout[] = "clairscan: finds known vulnerabilities in container images";

constexpr char kSpecs[] = R"(SPEC
  oci:DIR[:NAME|@DIGEST]      an OCI image layout, a directory or a tar file of one
  docker-archive:FILE[:NAME]  what `docker save` writes
  dir:DIR                     what `skopeo copy IMAGE dir:DIR` writes
  rootfs:DIR                  a directory, or a tar of one, as an image of one layer
  PATH[:NAME]                 one of these, recognised by what it holds; - is standard input
)";

constexpr char kExitCodes[] = R"(Exit codes
  0  done; nothing at or above --fail-on        2  the command line makes no sense
  1  done; something at or above --fail-on      3  no verdict: image, data or server unreadable,
                                                   or packages that nobody judged
  130  interrupted
)";

// Commands as a set of bits: an option names those that it is of.
enum : unsigned {
  kScan = 1,
  kUpdate = 2,
  kIndex = 4,
  kMatch = 8,
  kText = 16,  // those that answer lines
  kHelp = 32,
  kAll = 63,
};

struct Command {
  const char* name;
  unsigned bit;
  std::vector<const char*> words;  // what follows it, all of it needed
  const char* description;
};

const std::vector<Command>& Commands() {
  static const auto& commands = *new std::vector<Command>{
      {"scan", kScan, {"SPEC"}, "index an image, match it, print its vulnerabilities"},
      {"update", kUpdate, {}, "fetch vulnerability data"},
      {"index", kIndex, {"SPEC"}, "print what an image holds (an IndexReport)"},
      {"match", kMatch, {"FILE"}, "match a stored IndexReport; - is standard input"},
      {"versions",
       kText,
       {"QUESTION", "SCHEME"},
       "compare: read \"A<TAB>B\" lines, print <, =, > or !\n"
       "contains: read \"RANGE<TAB>VERSION\" lines, print yes, no or !"},
      {"purl", kText, {}, "read package URLs, a line each, print their canonical form"},
      {"cpe", kText, {}, "read CPE names, one or two a line, print their forms or relation"},
      {"cvss", kText, {}, "read CVSS vectors, a line each, print their scores"},
  };
  return commands;
}

// What is not yet what Args has it as.
struct Words {
  std::string format, fail_on, threads, timeout;
  std::vector<std::string> positional;
};

absl::StatusOr<Format> ParseFormat(const std::string& word) {
  if (word == "table") return Format::kTable;
  if (word == "json") return Format::kJson;
  if (word == "tsv") return Format::kTsv;
  return absl::InvalidArgumentError(
      absl::StrCat("table, json or tsv", DidYouMean(word, {"table", "json", "tsv"})));
}

absl::StatusOr<claircore::Severity> ParseFailOn(const std::string& word) {
  absl::StatusOr<claircore::Severity> severity = claircore::ParseSeverity(word);
  if (!word.empty() && severity.ok()) return severity;
  return absl::InvalidArgumentError(absl::StrCat(
      "unknown, negligible, low, medium, high or critical",
      DidYouMean(word, {"unknown", "negligible", "low", "medium", "high", "critical"})));
}

absl::StatusOr<int> ParseThreads(const std::string& word) {
  int threads = 0;
  if (absl::SimpleAtoi(word, &threads) && threads >= 1 && threads <= 1024) return threads;
  return absl::InvalidArgumentError("a number from 1 to 1024");
}

absl::StatusOr<int> ParseMinutes(const std::string& word) {
  int minutes = 0;
  if (absl::SimpleAtoi(word, &minutes) && minutes >= 0 && minutes <= 10'080) return minutes;
  return absl::InvalidArgumentError("minutes, from 0 (no limit) to 10080 (a week)");
}

// A check of CLI11's: what is wrong with a word, or "".
template <typename Parse>
std::function<std::string(const std::string&)> Checked(Parse parse) {
  return [parse](const std::string& word) { return std::string(parse(word).status().message()); };
}

class CommandLine {
 public:
  explicit CommandLine(Args& args) : args_(args), app_(kAbout, "clairscan") {
    auto look = std::make_shared<Look>();
    look->column_width(28);
    look->label("SUBCOMMAND", "COMMAND");
    look->label("OPTIONS", "OPTION..");
    app_.formatter(look);
    app_.allow_extras();
    app_.require_subcommand(0, 1);  // words that follow a command are no commands
    Common(app_);
    AddOptions(app_, kAll);
    for (const Command& command : Commands()) {
      CLI::App* sub = AddCommand(command.name, command.description);
      for (const char* word : command.words) AddWord(*sub, word);
      AddOptions(*sub, command.bit);
      if ((command.bit & (kScan | kIndex)) != 0) sub->footer(kSpecs);
      if ((command.bit & (kScan | kMatch)) != 0) {
        sub->footer(
            absl::StrCat(sub->get_footer(), sub->get_footer().empty() ? "" : "\n", kExitCodes));
      }
    }
    AddWord(*AddCommand("help", "print this help, or that of one command"), "COMMAND");
    // Last, as commands begin as copies.
    app_.footer(absl::StrCat(kSpecs, "\n", kExitCodes,
                             "\nclairscan COMMAND --help has the options of one command."));
  }

  absl::Status Parse(std::vector<std::string> words);

 private:
  // As we write a command line: what it takes without brackets.
  class Look : public CLI::Formatter {
    std::string make_option_usage(const CLI::Option* option) const override {
      return make_option_name(option, true);
    }
    // They stand in the line of usage.
    std::string make_positionals(const CLI::App*) const override { return ""; }
    std::string make_description(const CLI::App* app) const override {
      return absl::StrCat(app->get_description(), "\n\n");
    }
  };

  CLI::App* AddCommand(const char* name, const char* description) {
    CLI::App* command = app_.add_subcommand(name, description)->group("Commands");
    Common(*command);
    return command;
  }

  void Common(CLI::App& app) {
    app.set_help_flag("-h,--help", "print this help");
    app.set_version_flag("--version", "clairscan " + std::string(claircore::kVersion) + "\n",
                         "print the version");
    app.allow_extras();
    app.option_defaults()->take_last();
  }

  void AddWord(CLI::App& app, const char* name) {
    app.add_option_function<std::string>(
        name, [this](const std::string& word) { words_.positional.push_back(word); });
  }

  void AddOptions(CLI::App& app, unsigned commands);
  void AllowUnjudged(const std::vector<std::string>& lists);
  absl::Status Check(const CLI::App* command) const;
  absl::Status Unknown(const CLI::App& app, const std::string& option) const;
  absl::Status NoCommand(const std::string& word) const;
  std::vector<std::string> CommandNames() const;
  std::string HelpOf(const std::string& command);

  Args& args_;
  Words words_;
  CLI::App app_;
};

void CommandLine::AddOptions(CLI::App& app, unsigned commands) {
  // Nothing where none of `commands` has the option.
  const auto add = [&](unsigned of, const char* name, const char* value, auto& into,
                       const char* what) -> CLI::Option* {
    return (of & commands) == 0 ? nullptr : app.add_option(name, into, what)->option_text(value);
  };
  const auto check = [](CLI::Option* option, auto parse) {
    if (option != nullptr) option->check(Checked(parse));
  };
  add(kAll, "--db", "FILE", args_.db,
      "the vulnerability database (default: $XDG_CACHE_HOME/clairscan/clairscan.db)");
  add(kUpdate, "--from", "URL|DIR", args_.from,
      "update: a mirror with the feeds' own layout (docs/feeds.md)");
  if (CLI::Option* only = add(kUpdate, "--only", "PREFIX", args_.only,
                              "update: only updaters whose name begins so; may be repeated")) {
    only->take_all()->allow_extra_args(false);
  }
  check(add(kUpdate, "--timeout", "MINUTES", words_.timeout,
            "update: for all sources together (default: 30; 0: no limit)"),
        ParseMinutes);
  if ((commands & kUpdate) != 0) {
    app.add_flag("--allow-shrink", args_.allow_shrink,
                 "update: take feeds that lost most of what they had, too");
  }
  check(add(kScan | kMatch | kIndex, "--format", "FORMAT", words_.format,
            "scan, match: table, json or tsv; index: json or tsv"),
        ParseFormat);
  check(add(kScan | kMatch, "--fail-on", "SEVERITY", words_.fail_on,
            "exit with 1 if anything is at least that severe; with 3 if a whole system or\n"
            "type of packages had nobody to judge it, or nothing was found at all;\n"
            "findings of unknown severity count for unknown alone, the lowest"),
        ParseFailOn);
  if ((commands & (kScan | kMatch)) != 0) {
    app.add_flag("--fail-on-unjudged", args_.fail_on_unjudged,
                 "exit with 3 if a single package was not judged");
    // Its value is what stands behind "=" and never the next word.
    app.add_option_function<std::vector<std::string>>(
           "--allow-unjudged",
           [this](const std::vector<std::string>& lists) { AllowUnjudged(lists); },
           "no exit with 3 for these purl types or IDs of os-release; alone: for any")
        ->option_text("[=NAME,..]")
        ->expected(0)
        ->allow_extra_args(false)
        ->take_all();
  }
  add(kScan | kMatch, "--ignore", "FILE", args_.ignore,
      "leave out what the file lists: \"ID [PACKAGE] [exp:YYYY-MM-DD] [# why]\"");
  add(kScan | kIndex, "--platform", "OS/ARCH", args_.platform, "of a multi-platform image");
  check(add(kAll, "--threads", "N", words_.threads, "default: as many as there are processors"),
        ParseThreads);
  app.add_flag("-q,--quiet", args_.quiet, "no progress");
}

// Alone, as which CLI11 hands "true" on, it stands for all, whatever another one names.
void CommandLine::AllowUnjudged(const std::vector<std::string>& lists) {
  args_.allow_unjudged.emplace();
  for (const std::string& list : lists) {
    if (list == "true") return args_.allow_unjudged->clear();
    for (absl::string_view name : absl::StrSplit(list, ',', absl::SkipWhitespace())) {
      args_.allow_unjudged->emplace_back(absl::StripAsciiWhitespace(name));
    }
  }
}

std::string CommandLine::HelpOf(const std::string& command) {
  const auto look = app_.get_formatter();
  if (command.empty()) return look->make_help(&app_, "clairscan", CLI::AppFormatMode::Normal);
  return app_.get_subcommand(command)->help("clairscan");
}

std::vector<std::string> CommandLine::CommandNames() const {
  std::vector<std::string> names;
  for (const CLI::App* command : app_.get_subcommands({})) names.push_back(command->get_name());
  return names;
}

absl::Status CommandLine::NoCommand(const std::string& word) const {
  const std::string meant = DidYouMean(word, CommandNames());
  return absl::InvalidArgumentError(
      absl::StrCat("no command '", word, "'", meant.empty() ? "; try clairscan --help" : meant));
}

// Of an option that `app` does not have.
absl::Status CommandLine::Unknown(const CLI::App& app, const std::string& option) const {
  const std::string name = option.substr(0, option.find('='));
  const bool command = &app != &app_;
  if (command && app_.get_option_no_throw(name) != nullptr) {
    std::vector<std::string> owners;
    for (const CLI::App* other : app_.get_subcommands({})) {
      if (other->get_option_no_throw(name) != nullptr) owners.push_back(other->get_name());
    }
    return absl::InvalidArgumentError(absl::StrCat(name, " is no option of ", app.get_name(),
                                                   ", but of ", absl::StrJoin(owners, " and ")));
  }
  std::vector<std::string> known;
  for (const CLI::Option* o : app.get_options()) {
    for (const std::string& name : o->get_lnames()) known.push_back("--" + name);
  }
  const std::string meant = DidYouMean(name, known);
  if (!meant.empty())
    return absl::InvalidArgumentError(absl::StrCat("unknown option ", name, meant));
  return absl::InvalidArgumentError(absl::StrCat("unknown option ", name, "; try clairscan ",
                                                 command ? app.get_name() + " " : "", "--help"));
}

// What CLI11 lets pass: words too few or too many, options of nobody or of another command.
absl::Status CommandLine::Check(const CLI::App* command) const {
  const auto is_option = [](const std::string& word) {
    return word.size() > 1 && word.starts_with('-');
  };
  for (const std::string& word : app_.remaining(false)) {
    if (is_option(word)) return Unknown(app_, word);
    return NoCommand(word);
  }
  if (command == nullptr) return absl::InvalidArgumentError("no command; try clairscan --help");
  const std::vector<std::string> remaining = command->remaining(false);
  for (const std::string& word : remaining) {
    if (is_option(word)) return Unknown(*command, word);
  }
  for (const CLI::Option* given : app_.get_options([](const auto* o) { return o->count() > 0; })) {
    if (command->get_name() != "help" &&
        command->get_option_no_throw(given->get_name()) == nullptr) {
      return Unknown(*command, given->get_name());
    }
  }
  for (const Command& c : Commands()) {
    if (c.name != command->get_name()) continue;
    if (words_.positional.size() < c.words.size()) {
      return absl::InvalidArgumentError(absl::StrCat("usage: clairscan ", c.name, " ",
                                                     absl::StrJoin(c.words, " "),
                                                     "; try clairscan ", c.name, " --help"));
    }
  }
  if (words_.positional.size() + remaining.size() >
      command->get_options([](const auto* o) { return o->get_positional(); }).size()) {
    return absl::InvalidArgumentError(
        absl::StrCat("one word too many after ", command->get_name(), ": ",
                     remaining.empty() ? words_.positional.back() : remaining.front()));
  }
  return absl::OkStatus();
}

absl::Status CommandLine::Parse(std::vector<std::string> words) {
  // What follows "--" is no option, whatever it looks like.
  const auto end = std::find(words.begin(), words.end(), "--");
  const std::vector<std::string> plain(end == words.end() ? end : end + 1, words.end());
  words.erase(end, words.end());
  for (const std::string& word : words) {
    if (word.starts_with("--") && word.ends_with('=')) {
      return absl::InvalidArgumentError(
          absl::StrCat(word.substr(0, word.size() - 1), " needs a value"));
    }
  }
  std::reverse(words.begin(), words.end());  // as CLI11 wants them
  try {
    app_.parse(words);
  } catch (const CLI::CallForHelp&) {
    args_.answer = app_.help();
    return absl::OkStatus();
  } catch (const CLI::CallForVersion& version) {
    args_.answer = version.what();
    return absl::OkStatus();
  } catch (const CLI::ArgumentMismatch& e) {
    const std::string what = e.what();
    return absl::InvalidArgumentError(
        absl::StrCat(what.substr(0, what.find(':')), " needs a value"));
  } catch (const CLI::Error& e) {
    return absl::InvalidArgumentError(e.what());
  }
  words_.positional.insert(words_.positional.end(), plain.begin(), plain.end());
  const std::vector<CLI::App*> commands = app_.get_subcommands();
  const CLI::App* command = commands.empty() ? nullptr : commands.front();
  absl::Status checked = Check(command);
  if (!checked.ok()) return checked;
  args_.command = command->get_name();
  args_.positional = words_.positional;
  if (args_.command == "help") {
    const std::string of = args_.positional.empty() ? "" : args_.positional[0];
    const std::vector<std::string> names = CommandNames();
    if (!of.empty() && std::find(names.begin(), names.end(), of) == names.end()) {
      return NoCommand(of);
    }
    args_.answer = HelpOf(of);
  }
  // Checked above.
  if (!words_.format.empty()) args_.format = *ParseFormat(words_.format);
  if (!words_.fail_on.empty()) args_.fail_on = *ParseFailOn(words_.fail_on);
  if (!words_.threads.empty()) args_.threads = *ParseThreads(words_.threads);
  if (!words_.timeout.empty()) args_.timeout_minutes = *ParseMinutes(words_.timeout);
  return absl::OkStatus();
}

}  // namespace

absl::StatusOr<Args> ParseArgs(int argc, const char* const* argv) {
  Args args;
  absl::Status parsed = CommandLine(args).Parse(std::vector<std::string>(argv + 1, argv + argc));
  if (!parsed.ok()) return parsed;
  return args;
}

}  // namespace clairscan
