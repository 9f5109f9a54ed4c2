#include <cstddef>
#include <cstdint>
#include <string>

#include "claircore/context.h"
#include "updater/test_support.h"
#include "updater/updaters/alpine/secdb.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using claircore::update::SecdbPackage;
  const claircore::update::TextSource text(std::string(reinterpret_cast<const char*>(data), size));
  claircore::update::CollectingSink sink;
  const absl::Status status = claircore::update::ParseSecdbYaml(
      claircore::Context::Background(), text,
      [&](const SecdbPackage& package) {
        return claircore::update::EmitSecdbPackage(package, "Alpine:v3.18", nullptr, sink);
      },
      sink);
  static_cast<void>(status.ok());
  for (const claircore::Advisory& advisory : sink.added) {
    if (advisory.name.empty() || advisory.affected.size() != 1) __builtin_trap();
    const claircore::Affected& affected = advisory.affected[0];
    const bool never = affected.status == claircore::AffectedStatus::kNotAffected;
    if (affected.key.name.empty() || never != affected.ranges.empty()) __builtin_trap();
  }
  return 0;
}
