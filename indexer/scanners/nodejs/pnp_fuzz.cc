#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/nodejs/pnp_data.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::scanners;  // NOLINT: a reader, by its name alone
  FuzzManifest(&ReadPnpData, ".pnp.cjs", data, size);
  FuzzManifest(&ReadPnpData, ".pnp.data.json", data, size);
  return 0;
}
