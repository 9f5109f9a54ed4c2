#include "indexer/scanners/php/php_scanner.h"

#include <cstddef>

#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/php/installed_json.h"
#include "indexer/scanners/php/pear_registry.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewComposerScanner() {
  return NewManifestScanner({.id = {"claircore.composer", "2"},
                             .type = "composer",
                             .database = "composer",
                             .globs = {"**/composer/installed.json"},
                             .read = &ReadInstalledJson,
                             // Three KiB a package, of which large projects have a thousand.
                             .max_bytes = size_t{8} << 20,
                             .is_database = true});
}

std::shared_ptr<const PackageScanner> NewPearScanner() {
  return NewManifestScanner({.id = {"claircore.pear", "1"},
                             .type = "pear",
                             .database = "pear",
                             .globs = {"**/.registry/*.reg", "**/.registry/.channel.*/*.reg"},
                             .read = &ReadPearRegistry});
}

}  // namespace claircore::scanners
