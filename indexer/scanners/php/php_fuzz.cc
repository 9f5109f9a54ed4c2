#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/php/php_scanner.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::scanners;  // NOLINT: two formats, told apart by their paths
  static const auto& composer = *new auto(NewComposerScanner());
  static const auto& pear = *new auto(NewPearScanner());
  FuzzManifest(*composer, "srv/vendor/composer/installed.json", data, size);
  FuzzManifest(*pear, "usr/share/php/.registry/a.reg", data, size);
  return 0;
}
