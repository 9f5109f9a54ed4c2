#ifndef CLAIRCORE_INDEXER_SCANNERS_OPAM_OPAM_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_OPAM_OPAM_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages that opam has installed, in every switch.
std::shared_ptr<const PackageScanner> NewOpamScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_OPAM_OPAM_SCANNER_H_
