#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/snap/snap_yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::scanners;  // NOLINT: a reader, by its name alone
  FuzzManifest(&ReadSnapYaml, "snap/a/1/meta/snap.yaml", data, size);
  return 0;
}
