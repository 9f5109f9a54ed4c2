#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>

#include "claircore/builtin_versions.h"
#include "claircore/version_scheme.h"
#include "updater/test_support.h"
#include "updater/updaters/osv/record.h"

// What comes out must say something: an Affected with neither ranges nor versions means "all".
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const claircore::VersionSchemeSet* const schemes = [] {
    auto* set = new claircore::VersionSchemeSet;
    claircore::AddBuiltinVersions(*set);
    return set;
  }();
  claircore::update::OsvRecordParser parser(schemes, std::chrono::sys_seconds());
  claircore::update::CollectingSink sink;
  const std::string text(reinterpret_cast<const char*>(data), size);
  if (!parser.Parse("fuzz.json", text, sink).ok()) __builtin_trap();
  if (sink.added.size() > 1 || (sink.added.empty() && sink.skipped.empty())) __builtin_trap();
  for (const claircore::Advisory& advisory : sink.added) {
    if (advisory.name.empty() || advisory.affected.empty()) __builtin_trap();
    for (const claircore::Affected& affected : advisory.affected) {
      const bool every = affected.ranges.empty() && affected.versions.empty();
      if (every && affected.status != claircore::AffectedStatus::kNotAffected) __builtin_trap();
      if (affected.key.ns.empty() || affected.key.scheme.empty()) __builtin_trap();
    }
  }
  return 0;
}
