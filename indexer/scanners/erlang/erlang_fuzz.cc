#include <cstddef>
#include <cstdint>

#include "indexer/scanners/erlang/erlang_scanner.h"
#include "indexer/scanners/manifest/fuzz_manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewErlangScanner());
  claircore::scanners::FuzzManifest(*scanner, "opt/app/lib/a-1/ebin/a.app", data, size);
  return 0;
}
