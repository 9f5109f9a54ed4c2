#ifndef CLAIRCORE_INDEXER_SCANNERS_CONDA_CONDA_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_CONDA_CONDA_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of conda environments: PREFIX/conda-meta/NAME-VERSION-BUILD.json, one an installed
// package, of any language
// (https://docs.conda.io/projects/conda/en/stable/dev-guide/deep-dives/install.html). Python
// projects among them are reported by the Python scanner too, from the metadata that they install:
// nobody files advisories under conda's names, so the one must not hide the other.
std::shared_ptr<const PackageScanner> NewCondaScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_CONDA_CONDA_SCANNER_H_
