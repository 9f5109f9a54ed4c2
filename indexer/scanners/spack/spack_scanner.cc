#include "indexer/scanners/spack/spack_scanner.h"

#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/spack/spec_json.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewSpackScanner() {
  return NewManifestScanner({.id = {"claircore.spack", "1"},
                             .type = "spack",
                             .database = "spack",
                             .globs = {"**/.spack/spec.json"},
                             .read = &ReadSpecJson,
                             .max_bytes = size_t{32} << 20});
}

}  // namespace claircore::scanners
