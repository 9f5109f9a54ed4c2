#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/nodejs/pnp_scanner.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using claircore::scanners::FuzzManifest;
  static const auto& scanner = *new auto(claircore::scanners::NewPnpScanner());
  FuzzManifest(*scanner, "srv/.pnp.cjs", data, size);
  FuzzManifest(*scanner, "srv/.pnp.data.json", data, size);
  return 0;
}
