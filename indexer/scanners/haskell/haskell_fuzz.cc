#include <cstddef>
#include <cstdint>

#include "indexer/scanners/haskell/haskell_scanner.h"
#include "indexer/scanners/manifest/fuzz_manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewHaskellScanner());
  claircore::scanners::FuzzManifest(*scanner, "var/lib/ghc/package.conf.d/a.conf", data, size);
  return 0;
}
