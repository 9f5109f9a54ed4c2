#ifndef CLAIRCORE_INDEXER_SCANNERS_ELF_NOTE_ELF_NOTE_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_ELF_NOTE_ELF_NOTE_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// The packages that ELF programs and libraries say they are of, as all of Fedora and of Ubuntu
// since 24.10 do, and Debian's systemd: what is left of a package when its files are copied without
// its database. All programs of a package say the same, and so are one package in many places.
//
// Name and version are the source package's, and an rpm's version has no epoch, as its build does
// not tell. The note's system is in the repository_hint, "os=fedora&osVersion=40"; it is not taken
// for the image's distribution, whose feed the package is matched with.
std::shared_ptr<const PackageScanner> NewElfNoteScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_ELF_NOTE_ELF_NOTE_SCANNER_H_
