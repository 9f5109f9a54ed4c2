#ifndef CLAIRCORE_INDEXER_SCANNERS_RUST_RUST_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_RUST_RUST_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// The crates in Rust programs that were built with cargo-auditable, as many distributions do: ELF,
// PE and Mach-O. Where a crate came from is its Package::repository_hint, "source=crates.io".
std::shared_ptr<const PackageScanner> NewRustScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RUST_RUST_SCANNER_H_
