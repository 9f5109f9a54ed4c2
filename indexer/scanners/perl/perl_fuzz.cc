#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/perl/perl_scanner.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using claircore::scanners::FuzzManifest;
  static const auto& scanner = *new auto(claircore::scanners::NewPerlScanner());
  FuzzManifest(*scanner, "usr/lib/perl5/.meta/A-1/MYMETA.json", data, size);
  FuzzManifest(*scanner, "usr/lib/perl5/perllocal.pod", data, size);
  return 0;
}
