#ifndef CLAIRCORE_INDEXER_SCANNERS_APK_APK_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_APK_APK_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Packages of apk-tools: Alpine, Wolfi, Chainguard and their relatives. The source package is the
// record's origin, with the package's own version, or the package itself where it names none.
std::shared_ptr<const PackageScanner> NewApkScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_APK_APK_SCANNER_H_
