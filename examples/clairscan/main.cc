// The command-line scanner: what a host looks like that uses all three engines.
#include <unistd.h>

#include <algorithm>
#include <exception>
#include <iostream>
#include <iterator>
#include <memory>
#include <optional>
#include <stop_token>
#include <streambuf>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "claircore/context.h"
#include "claircore/executor.h"
#include "examples/clairscan/args.h"
#include "examples/clairscan/commands.h"
#include "examples/clairscan/interrupt.h"
#include "examples/clairscan/printable.h"
#include "examples/clairscan/progress.h"

namespace clairscan {
namespace {

struct Command {
  std::string_view name;
  absl::StatusOr<ExitCode> (*run)(const Session&);
  bool long_lived;  // has work to stop in an orderly way; others a signal just ends
};

constexpr Command kCommands[] = {
    {"scan", Scan, true},          {"index", Index, true}, {"match", Match, true},
    {"update", Update, true},      {"purl", Purl, false},  {"cpe", Cpe, false},
    {"versions", Versions, false}, {"cvss", Cvss, false},
};

// Puts what is printed in the place of the line of `progress`, for as long as this lives.
class OverProgress {
 public:
  explicit OverProgress(TerminalProgress& progress)
      : out_(std::cout.rdbuf(), progress, true), error_(std::cerr.rdbuf(), progress, false) {
    if (!progress.on()) return;
    old_out_ = std::cout.rdbuf(&out_);
    old_error_ = std::cerr.rdbuf(&error_);
  }
  ~OverProgress() {
    if (old_out_ == nullptr) return;
    std::cout.flush();
    std::cout.rdbuf(old_out_);
    std::cerr.rdbuf(old_error_);
  }

 private:
  ClearingBuffer out_, error_;
  std::streambuf* old_out_ = nullptr;
  std::streambuf* old_error_ = nullptr;
};

int Run(int argc, char** argv) {
  absl::StatusOr<Args> args = ParseArgs(argc, argv);
  if (!args.ok()) {
    return BadUsage(
        std::string_view(args.status().message().data(), args.status().message().size()));
  }
  if (!args->answer.empty()) {
    std::cout << args->answer << std::flush;
    return std::cout ? kClean : kFailed;
  }
  const Command* command = std::find_if(std::begin(kCommands), std::end(kCommands),
                                        [&](const Command& c) { return c.name == args->command; });
  if (command == std::end(kCommands)) return BadUsage(args->command);  // the parser knows one more

  std::optional<Interrupt> interrupt;
  if (command->long_lived) interrupt.emplace();
  const int threads = args->threads > 0
                          ? args->threads
                          : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  // The calling thread takes part too.
  std::unique_ptr<claircore::Executor> pool;
  if (threads > 1) pool = claircore::NewThreadPool(threads - 1);
  TerminalProgress progress(STDERR_FILENO, args->quiet);
  const OverProgress streams(progress);
  const claircore::Context context =
      claircore::Context::Background()
          .WithStopToken(interrupt.has_value() ? interrupt->token() : std::stop_token())
          .WithObserver(&progress);
  const absl::StatusOr<ExitCode> code = command->run(Session{context, pool.get(), *args, progress});
  progress.Finish();
  std::cout.flush();
  if (!code.ok()) {
    if (interrupt.has_value() && interrupt->signal() != 0) {
      std::cerr << "clairscan: interrupted\n";
      return 128 + interrupt->signal();
    }
    std::cerr << "clairscan: "
              << Message(std::string_view(code.status().message().data(),
                                          code.status().message().size()))
              << "\n";
    return kFailed;
  }
  if (!std::cout) {
    std::cerr << "clairscan: cannot write to standard output\n";
    return kFailed;
  }
  return *code;
}

}  // namespace

ExitCode BadUsage(std::string_view why) {
  std::cerr << "clairscan: " << Printable(why) << "\n";
  return kBadUsage;
}

}  // namespace clairscan

int main(int argc, char** argv) {
  try {
    return clairscan::Run(argc, argv);
  } catch (const std::exception& e) {  // memory; the engines have borders of their own
    std::cerr << "clairscan: " << e.what() << "\n";
    return clairscan::kFailed;
  }
}
