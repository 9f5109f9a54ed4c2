#ifndef EXAMPLES_CLAIRSCAN_INTERRUPT_H_
#define EXAMPLES_CLAIRSCAN_INTERRUPT_H_

#include <memory>
#include <stop_token>

namespace clairscan {

// Ctrl-C and SIGTERM stop the work in an orderly way. One that does not stop within a few seconds,
// as it waits for input that does not come, is ended, and so is one by a second signal. Made before
// any other thread; one a process.
class Interrupt {
 public:
  Interrupt();

  std::stop_token token() const;
  // What came, or 0.
  int signal() const;

 private:
  struct State;
  std::shared_ptr<State> state_;  // shared with the thread that waits, which outlives this
};

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_INTERRUPT_H_
