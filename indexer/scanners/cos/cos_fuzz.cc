#include <cstddef>
#include <cstdint>

#include "indexer/scanners/cos/package_info.h"
#include "indexer/scanners/manifest/fuzz_manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::scanners;  // NOLINT: a reader, by its name alone
  FuzzManifest(&ReadPackageInfo, "etc/cos-package-info.json", data, size);
  return 0;
}
