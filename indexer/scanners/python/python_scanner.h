#ifndef CLAIRCORE_INDEXER_SCANNERS_PYTHON_PYTHON_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_PYTHON_PYTHON_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Installed Python projects: wheels (*.dist-info), eggs (*.egg-info; *.egg, as a folder or a zip).
// Names as written, which is what `pip list` prints. Those that a distribution's package or conda
// brought along are reported too: who owns a file is known of whole images only.
//
// Editable installs are found where their metadata are: in the *.dist-info that pip writes beside
// __editable__.*.pth, or in the *.egg-info of the source folder that an *.egg-link names. Where
// there are both, the *.dist-info counts, if its direct_url.json is in the same layer.
std::shared_ptr<const PackageScanner> NewPythonScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_PYTHON_PYTHON_SCANNER_H_
