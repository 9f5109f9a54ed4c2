#include <cstddef>
#include <cstdint>

#include "indexer/scanners/manifest/fuzz_manifest.h"
#include "indexer/scanners/spack/spec_json.h"
#include "indexer/scanners/spack/spec_yaml.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::scanners;  // NOLINT: a reader, by its name alone
  FuzzManifest(&ReadSpecJson, ".spack/spec.json", data, size);
  FuzzManifest(&ReadSpecYaml, ".spack/spec.yaml", data, size);
  return 0;
}
