#ifndef CLAIRCORE_INDEXER_SCANNERS_SBOM_SBOM_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_SBOM_SBOM_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// SBOM documents that were put into an image (SPDX, CycloneDX), where they tell more than the
// image itself:
// - those of wheels (*.dist-info/sboms/, PEP 770): libraries bundled with a wheel, of any type;
// - others (*.spdx.json, *.spdx, *.cdx.json, *.cdx, bom.json, sbom.json, *.bom.json, *.sbom.json):
//   packages of languages. Their distribution packages are those of the system's own database.
// Documents below folders that a package manager fills are left alone: they describe packages that
// other scanners find, or what those were built with. Each package has the type of its purl, which
// is what matchers go by; its registry is not known, so the ecosystem names no repository.
std::shared_ptr<const PackageScanner> NewSbomScanner();

// Bitnami's components: opt/bitnami/**/.spdx-*.spdx, and opt/bitnami/.bitnami_components.json for
// those without such a document. Packages of other types in these documents are the contents of
// files that other scanners read.
std::shared_ptr<const PackageScanner> NewBitnamiScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SBOM_SBOM_SCANNER_H_
