#include "examples/clairscan/interrupt.h"

#include <pthread.h>
#include <signal.h>
#include <time.h>
#include <unistd.h>

#include <atomic>
#include <memory>
#include <stop_token>
#include <system_error>
#include <thread>

namespace clairscan {
namespace {

constexpr timespec kPatience{.tv_sec = 3, .tv_nsec = 0};

}  // namespace

struct Interrupt::State {
  std::stop_source stop;
  std::atomic<int> signal = 0;
};

Interrupt::Interrupt() : state_(std::make_shared<State>()) {
  // A thread waits for the signal, as a handler may not touch a stop source. All other threads
  // inherit the mask.
  sigset_t signals, before;
  sigemptyset(&signals);
  for (int signal : {SIGINT, SIGTERM}) {
    // Whoever started us in the background of a script wants the terminal's Ctrl-C ignored.
    struct sigaction now {};
    if (sigaction(signal, nullptr, &now) == 0 && now.sa_handler != SIG_IGN) {
      sigaddset(&signals, signal);
    }
  }
  pthread_sigmask(SIG_BLOCK, &signals, &before);
  try {
    std::thread([signals, state = state_] {
      int signal = 0;
      sigwait(&signals, &signal);
      state->signal = signal;
      state->stop.request_stop();
      sigtimedwait(&signals, nullptr, &kPatience);
      _exit(128 + signal);
    }).detach();
  } catch (const std::system_error&) {
    // No thread to be had: signals end the process, as they do by themselves.
    pthread_sigmask(SIG_SETMASK, &before, nullptr);
  }
}

std::stop_token Interrupt::token() const { return state_->stop.get_token(); }

int Interrupt::signal() const { return state_->signal; }

}  // namespace clairscan
