#include <cstddef>
#include <cstdint>
#include <string>

#include "claircore/context.h"
#include "updater/test_support.h"
#include "updater/updaters/debian/tracker.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const claircore::update::TextSource text(std::string(reinterpret_cast<const char*>(data), size));
  claircore::update::CollectingSink sink;
  static_cast<void>(
      claircore::update::ParseDebianTracker(claircore::Context::Background(), text, sink).ok());
  for (const claircore::Advisory& advisory : sink.added) {
    if (advisory.name.empty() || advisory.affected.empty()) __builtin_trap();
  }
  return 0;
}
