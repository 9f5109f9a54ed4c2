#include <cstddef>
#include <cstdint>
#include <string>

#include "claircore/codec/repository_cpes.h"
#include "claircore/context.h"
#include "updater/test_support.h"
#include "updater/updaters/rhel/repository_to_cpe.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string bytes(reinterpret_cast<const char*>(data), size);
  const claircore::update::TextSource text(bytes);
  claircore::update::CollectingEnrichments sink;
  static_cast<void>(
      claircore::update::ParseRepositoryToCpe(claircore::Context::Background(), text, sink).ok());
  for (const claircore::EnrichmentRecord& record : sink.added) {
    const auto cpes = claircore::codec::RepositoryCpesFromJson(record.json);
    if (record.tags.size() != 1 || !cpes.ok() || cpes->empty()) __builtin_trap();
  }
  static_cast<void>(claircore::codec::RepositoryCpesFromJson(bytes).ok());
  return 0;
}
