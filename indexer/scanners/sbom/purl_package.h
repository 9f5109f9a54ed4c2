#ifndef CLAIRCORE_INDEXER_SCANNERS_SBOM_PURL_PACKAGE_H_
#define CLAIRCORE_INDEXER_SCANNERS_SBOM_PURL_PACKAGE_H_

#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/package.h"
#include "indexer/scanners/sbom/sbom_document.h"

namespace claircore::scanners {

// The package that an entry's purl names, spelled as its own scanner would spell it
// ("group:artifact", "@scope/name", "github.com/owner/module"), so that a package that is found
// both ways is one package. The version may be empty. INVALID_ARGUMENT for what is no purl, or has
// a name or version that cannot stand in a report.
absl::StatusOr<Package> PackageOfEntry(const SbomEntry& entry);

// Whether packages of that purl type come from a distribution: what an SBOM says of them, the
// distribution's own database says too.
bool IsSystemType(std::string_view type);
// Whether that purl type names images and no packages.
bool IsImageType(std::string_view type);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_SBOM_PURL_PACKAGE_H_
