#include "indexer/scanners/cos/cos_scanner.h"

#include "indexer/scanners/cos/package_info.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewCosScanner() {
  return NewManifestScanner({.id = {"claircore.cos", "2"},
                             .type = "cos",
                             .database = "cos",
                             .globs = {"etc/cos-package-info.json"},
                             .read = &ReadPackageInfo,
                             .max_bytes = size_t{32} << 20,
                             .is_database = true});
}

}  // namespace claircore::scanners
