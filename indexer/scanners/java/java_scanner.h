#ifndef CLAIRCORE_INDEXER_SCANNERS_JAVA_JAVA_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_JAVA_JAVA_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// Maven artifacts in Java archives: see jar.h.
std::shared_ptr<const PackageScanner> NewJavaScanner();

// Java runtimes, by the `release` file in their folder: see jvm_release.h. Of type "generic", and
// apart from the artifacts, as no Maven repository has them.
std::shared_ptr<const PackageScanner> NewJvmScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_JAVA_JAVA_SCANNER_H_
