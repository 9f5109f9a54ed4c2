#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/php/installed_json.h"
#include "indexer/scanners/php/pear_registry.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::scanners;  // NOLINT: a reader, by its name alone
  FuzzManifest(&ReadInstalledJson, "composer/installed.json", data, size);
  FuzzManifest(&ReadPearRegistry, ".registry/a.reg", data, size);
  return 0;
}
