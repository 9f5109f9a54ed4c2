#include "claircore/context.h"

#include <chrono>
#include <memory>
#include <optional>
#include <stop_token>
#include <utility>

#include "absl/status/status.h"

namespace claircore::inline v0 {

// A chain of stop tokens: derived contexts are stopped by any of their ancestors'.
struct Context::State {
  std::shared_ptr<const State> parent;  // only kept while it has a stop token to ask
  std::stop_token stop;
  std::optional<std::chrono::steady_clock::time_point> deadline;
  const Clock* clock = &Clock::System();
  Observer* observer = &Observer::None();

  bool stopped() const {
    for (const State* s = this; s != nullptr; s = s->parent.get()) {
      if (s->stop.stop_requested()) return true;
    }
    return false;
  }
};

Context::Context(std::shared_ptr<const State> state) : state_(std::move(state)) {}

Context Context::Background() { return Context(std::make_shared<const State>()); }

Context Context::WithDeadline(std::chrono::steady_clock::time_point deadline) const {
  auto state = std::make_shared<State>(*state_);
  if (!state->deadline.has_value() || deadline < *state->deadline) state->deadline = deadline;
  return Context(std::move(state));
}

Context Context::WithTimeout(std::chrono::nanoseconds timeout) const {
  return WithDeadline(clock().Steady() +
                      std::chrono::duration_cast<std::chrono::steady_clock::duration>(timeout));
}

Context Context::WithStopToken(std::stop_token token) const {
  auto state = std::make_shared<State>(*state_);
  if (state_->stop.stop_possible() || state_->parent != nullptr) state->parent = state_;
  state->stop = std::move(token);
  return Context(std::move(state));
}

Context Context::WithClock(const Clock* clock) const {
  auto state = std::make_shared<State>(*state_);
  state->clock = clock;
  return Context(std::move(state));
}

Context Context::WithObserver(Observer* observer) const {
  auto state = std::make_shared<State>(*state_);
  state->observer = observer;
  return Context(std::move(state));
}

absl::Status Context::Check() const {
  if (state_->stopped()) return absl::CancelledError("cancelled by the caller");
  if (state_->deadline.has_value() && state_->clock->Steady() >= *state_->deadline) {
    return absl::DeadlineExceededError("the call's deadline has passed");
  }
  return absl::OkStatus();
}

bool Context::done() const { return !Check().ok(); }

std::optional<std::chrono::steady_clock::time_point> Context::deadline() const {
  return state_->deadline;
}

const Clock& Context::clock() const { return *state_->clock; }

Observer& Context::observer() const { return *state_->observer; }

}  // namespace claircore::inline v0
