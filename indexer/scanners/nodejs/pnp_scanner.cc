#include "indexer/scanners/nodejs/pnp_scanner.h"

#include <cstddef>

#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/nodejs/pnp_data.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewPnpScanner() {
  return NewManifestScanner({.id = {"claircore.pnp", "1"},
                             .type = "npm",
                             .database = "nodejs",
                             .globs = {"**/.pnp.cjs", "**/.pnp.js", "**/.pnp.data.json"},
                             .read = &ReadPnpData,
                             // Half a KiB a package, and half a MiB of code.
                             .max_bytes = size_t{8} << 20,
                             .is_database = true});
}

}  // namespace claircore::scanners
