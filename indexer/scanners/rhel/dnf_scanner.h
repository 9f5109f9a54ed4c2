#ifndef CLAIRCORE_INDEXER_SCANNERS_RHEL_DNF_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_RHEL_DNF_SCANNER_H_

#include <memory>

#include "claircore/package.h"
#include "claircore/package_scanner.h"

namespace claircore::scanners {

// What dnf remembers of where it got each package from: facts about packages that another scanner
// finds in the rpm database. Each is a package of unknown kind, in the database "dnf:..", with a
// hint "repoid=ID". They are for NewRhelCoalescer(), which puts the hints where they belong and
// keeps the facts out of the report (docs/decisions/0003-dnf-facts.md).
std::shared_ptr<const PackageScanner> NewDnfScanner();

// Whether a finding is one of these.
bool IsDnfFact(const Package& package);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RHEL_DNF_SCANNER_H_
