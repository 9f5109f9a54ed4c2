#include "claircore/observer.h"

namespace claircore::inline v0 {

Observer& Observer::None() {
  static Observer none;
  return none;
}

}  // namespace claircore::inline v0
