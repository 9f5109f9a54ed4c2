#ifndef CLAIRCORE_INDEXER_SCANNERS_OPKG_OPKG_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_OPKG_OPKG_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of opkg (OpenWrt, Yocto, Entware), whose status file has dpkg's format. What counts is
// every package whose files are there (DpkgStanza::files()): "installed", but also "unpacked",
// which is what a root built elsewhere says until its first start. The source stands in
// info/NAME.control only; a folder without a status file is read from there, and from status.d
// where that is what it has.
std::shared_ptr<const PackageScanner> NewOpkgScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_OPKG_OPKG_SCANNER_H_
