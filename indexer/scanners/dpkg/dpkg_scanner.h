#ifndef CLAIRCORE_INDEXER_SCANNERS_DPKG_DPKG_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_DPKG_DPKG_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of dpkg: Debian, Ubuntu and their relatives, also those of roots below the layer's own
// (chroots), and of distroless images, which keep one file a package in status.d. What counts is
// every package whose files are there (DpkgStanza::files()); status.d files need no Status. Its
// files are those of its list, else those of its digests, in info/ or in status.d. The source
// package has a version of its own; without a Source field it is the package itself. One package
// name may occur once an architecture.
std::shared_ptr<const PackageScanner> NewDpkgScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_DPKG_DPKG_SCANNER_H_
