#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/ruby/ruby_scanner.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  static const auto& scanner = *new auto(claircore::scanners::NewRubyScanner());
  claircore::scanners::FuzzManifest(*scanner, "usr/lib/ruby/gems/3.1.0/specifications/a-1.gemspec",
                                    data, size);
  return 0;
}
