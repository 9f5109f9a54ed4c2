#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/r/r_scanner.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewRScanner());
  claircore::scanners::FuzzManifest(*scanner, "usr/lib/R/library/a/DESCRIPTION", data, size);
  return 0;
}
