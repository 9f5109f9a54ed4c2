#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>

#include "claircore/codec/maven_names.h"
#include "claircore/context.h"
#include "updater/test_support.h"
#include "updater/updaters/maven/names_table.h"

// A table of names: each record has a tag, and its JSON is one.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const claircore::update::TextSource table(std::string(reinterpret_cast<const char*>(data), size));
  claircore::update::CollectingEnrichments out;
  const absl::Status status =
      claircore::update::ParseNamesTable(claircore::Context::Background(), table, out);
  if (status.ok() && out.added.empty()) std::abort();
  for (const claircore::EnrichmentRecord& record : out.added) {
    if (record.tags.size() != 1 || record.tags[0].size() != claircore::codec::kMavenTagDigits) {
      std::abort();
    }
    if (!claircore::codec::FindMavenName(record.json, "").ok()) std::abort();
  }
  return 0;
}
