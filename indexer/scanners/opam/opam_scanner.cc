#include "indexer/scanners/opam/opam_scanner.h"

#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/opam/opam_path.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewOpamScanner() {
  return NewManifestScanner({.id = {"claircore.opam", "1"},
                             .type = "opam",
                             .database = "opam",
                             .globs = {"**/.opam-switch/packages/*/opam"},
                             .read = &ReadOpamPath,
                             .keep = Keep::kEntry});
}

}  // namespace claircore::scanners
