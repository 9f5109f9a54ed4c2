#ifndef CLAIRCORE_INDEXER_SCANNERS_PORTAGE_PORTAGE_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_PORTAGE_PORTAGE_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of Gentoo's portage: a folder a package, var/db/pkg/CATEGORY/NAME-VERSION. The package
// is CATEGORY/NAME; CONTENTS proves it (or PF, in images that were stripped of CONTENTS) and lists
// what it has installed. Its repository and slot are in the repository_hint:
// "repo=gentoo&slot=0/3".
std::shared_ptr<const PackageScanner> NewPortageScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PORTAGE_PORTAGE_SCANNER_H_
