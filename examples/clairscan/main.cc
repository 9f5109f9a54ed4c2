// The command-line scanner: what a host looks like that uses all three engines.
#include <pthread.h>
#include <signal.h>

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <stop_token>
#include <string>
#include <string_view>
#include <thread>
#include <utility>

#include "claircore/context.h"
#include "claircore/executor.h"
#include "examples/clairscan/args.h"
#include "examples/clairscan/commands.h"
#include "examples/clairscan/progress.h"
#include "examples/clairscan/table.h"

namespace clairscan {
namespace {

using Command = absl::StatusOr<ExitCode> (*)(const Session&);

constexpr std::pair<std::string_view, Command> kCommands[] = {
    {"scan", Scan},         {"index", Index}, {"match", Match}, {"update", Update},
    {"versions", Versions}, {"purl", Purl},   {"cpe", Cpe},     {"cvss", Cvss},
};

int Run(int argc, char** argv) {
  absl::StatusOr<Args> args = ParseArgs(argc, argv);
  if (!args.ok()) {
    std::cerr << "clairscan: " << args.status().message() << "\n";
    return kBadUsage;
  }
  if (args->help) {
    std::cout << Usage();
    return kClean;
  }
  Command command = nullptr;
  for (const auto& [name, function] : kCommands) {
    if (args->command == name) command = function;
  }
  if (command == nullptr) {
    std::cerr << "clairscan: no command '" << Printable(args->command)
              << "'; try clairscan --help\n";
    return kBadUsage;
  }

  // Ctrl-C stops the work in an orderly way: a thread waits for the signal, as a handler may not
  // touch a stop source. All other threads inherit the mask.
  sigset_t signals;
  sigemptyset(&signals);
  sigaddset(&signals, SIGINT);
  sigaddset(&signals, SIGTERM);
  pthread_sigmask(SIG_BLOCK, &signals, nullptr);
  std::stop_source stop;
  std::thread([signals, stop]() mutable {
    int signal = 0;
    sigwait(&signals, &signal);
    stop.request_stop();
    // A second one ends the process at once.
    sigwait(&signals, &signal);
    _Exit(128 + signal);
  }).detach();

  const int threads = args->threads > 0
                          ? args->threads
                          : static_cast<int>(std::max(1u, std::thread::hardware_concurrency()));
  // The calling thread takes part too.
  std::unique_ptr<claircore::Executor> pool;
  if (threads > 1) pool = claircore::NewThreadPool(threads - 1);
  absl::StatusOr<ExitCode> code = kFailed;
  {
    TerminalProgress progress(2, args->quiet);
    const claircore::Context context =
        claircore::Context::Background().WithStopToken(stop.get_token()).WithObserver(&progress);
    code = command(Session{context, pool.get(), *args});
  }
  std::cout.flush();
  if (!code.ok()) {
    std::cerr << "clairscan: "
              << Printable(std::string_view(code.status().message().data(),
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
  std::cerr << "clairscan: " << Printable(why) << "; try clairscan --help\n";
  return kBadUsage;
}

}  // namespace clairscan

int main(int argc, char** argv) { return clairscan::Run(argc, argv); }
