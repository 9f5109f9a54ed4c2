#ifndef CLAIRCORE_INDEXER_SCANNERS_PACMAN_PACMAN_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_PACMAN_PACMAN_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of pacman (Arch Linux and its relatives): a folder a package in var/lib/pacman/local,
// whose `desc` proves it and whose `files` lists what it has installed. As for pacman itself, name
// and version are the folder's, so that a damaged `desc` hides nothing. The source is what split
// packages were built from (%BASE%).
std::shared_ptr<const PackageScanner> NewPacmanScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PACMAN_PACMAN_SCANNER_H_
