#ifndef CLAIRCORE_INDEXER_SCANNERS_HASKELL_REGISTRATION_H_
#define CLAIRCORE_INDEXER_SCANNERS_HASKELL_REGISTRATION_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads the registration of a package as `ghc-pkg register` writes it (Cabal's
// InstalledPackageInfo): "name:" and "version:", and of an internal library "package-name:".
absl::Status ReadRegistration(std::string_view path, std::string_view text,
                              std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_HASKELL_REGISTRATION_H_
