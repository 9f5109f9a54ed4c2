#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/rust/cargo_lock.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  claircore::scanners::FuzzManifest(&claircore::scanners::ReadCargoLock, "app/Cargo.lock", data,
                                    size);
  return 0;
}
