#ifndef CLAIRCORE_INDEXER_SCANNERS_PROGRAMS_PROGRAMS_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_PROGRAMS_PROGRAMS_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Finds no packages but programs: what can be started, and archives of classes, so that those which
// no package accounts for can be listed. Programs that a Python package's RECORD names are left out
// here; what else brings programs is known of the whole image only.
std::shared_ptr<const PackageScanner> NewProgramsScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PROGRAMS_PROGRAMS_SCANNER_H_
