#ifndef CLAIRCORE_OBSERVER_H_
#define CLAIRCORE_OBSERVER_H_

#include <chrono>
#include <cstdint>
#include <string_view>

namespace claircore::inline v0 {

enum class LogLevel : uint8_t { kDebug, kInfo, kWarning, kError };

// What a call tells its host while it runs: log lines, progress, metrics, spans. Thread-safe;
// called from any engine thread, never with a lock held; must be quick. Every method may be left
// out. Names are dotted and stable ("index.layer.bytes"); docs/hosts.md lists them.
class Observer {
 public:
  virtual ~Observer() = default;
  // One event, without a newline at its end.
  virtual void Log(LogLevel, std::string_view /*message*/) {}
  // `done` of `total` units of `what` ("layer sha256:..", bytes); total 0 means unknown.
  virtual void Progress(std::string_view /*what*/, uint64_t /*done*/, uint64_t /*total*/) {}
  // A counter grew by `delta`.
  virtual void Count(std::string_view /*name*/, int64_t /*delta*/) {}
  // A named piece of work took this long. `subject` is a digest, an updater's name, or empty.
  virtual void Span(std::string_view /*name*/, std::string_view /*subject*/,
                    std::chrono::nanoseconds /*duration*/) {}

  // Ignores everything; lives as long as the process.
  static Observer& None();
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_OBSERVER_H_
