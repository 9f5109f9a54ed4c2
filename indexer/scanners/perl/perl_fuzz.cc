#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/perl/cpan.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::scanners;  // NOLINT: a reader, by its name alone
  FuzzManifest(&ReadCpan, ".meta/A-1/MYMETA.json", data, size);
  FuzzManifest(&ReadCpan, "perllocal.pod", data, size);
  return 0;
}
