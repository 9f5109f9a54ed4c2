#include <cstddef>
#include <cstdint>

#include "indexer/scanners/julia/environment_manifest.h"
#include "indexer/scanners/julia/package_project.h"
#include "indexer/scanners/manifest/fuzz_manifest.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::scanners;  // NOLINT: a reader, by its name alone
  FuzzManifest(&ReadPackageProject, "packages/A/abcde/Project.toml", data, size);
  FuzzManifest(&ReadEnvironmentManifest, "v1.10/Manifest.toml", data, size);
  return 0;
}
