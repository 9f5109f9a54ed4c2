#ifndef CLAIRCORE_INDEXER_SCANNERS_GRAALVM_GRAALVM_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_GRAALVM_GRAALVM_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// The Java libraries that GraalVM's native-image compiled into a program, from the SBOM that Oracle
// GraalVM puts there: ELF, PE and Mach-O.
std::shared_ptr<const PackageScanner> NewGraalvmScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_GRAALVM_GRAALVM_SCANNER_H_
