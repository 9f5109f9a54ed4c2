#ifndef CLAIRCORE_INDEXER_SCANNERS_PYTHON_PYTHON_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_PYTHON_PYTHON_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Installed Python projects: wheels (*.dist-info), eggs (*.egg, *.egg-info). Names as written,
// which is what `pip list` prints. Those that a distribution's package brought along are reported
// too: who owns a file is known of whole images only.
std::shared_ptr<const PackageScanner> NewPythonScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PYTHON_PYTHON_SCANNER_H_
