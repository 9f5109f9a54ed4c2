#include "indexer/scanners/snap/snap_scanner.h"

#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/snap/snap_yaml.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewSnapScanner() {
  return NewManifestScanner({.id = {"claircore.snap", "1"},
                             .type = "snap",
                             .database = "snap",
                             .globs = {"**/meta/snap.yaml"},
                             .read = &ReadSnapYaml});
}

}  // namespace claircore::scanners
