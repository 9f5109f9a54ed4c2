#ifndef CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_CLASSIFIER_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_CLASSIFIER_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Programs and libraries that no package manager brought: known by the names of their files and by
// the version that their bytes tell. The table is in program.h. A file that a package manager did
// bring is found too; the engine marks it as owned.
std::shared_ptr<const PackageScanner> NewClassifierScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CLASSIFIER_CLASSIFIER_SCANNER_H_
