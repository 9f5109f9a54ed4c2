#ifndef CLAIRCORE_INDEXER_SCANNERS_GOLANG_GOLANG_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_GOLANG_GOLANG_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// The modules that Go programs say they are made of: ELF, PE and Mach-O, stripped or not. Each
// gives its main module, its dependencies and "stdlib", the Go release that built it.
std::shared_ptr<const PackageScanner> NewGolangScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_GOLANG_GOLANG_SCANNER_H_
