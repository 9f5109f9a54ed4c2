#ifndef CLAIRCORE_INDEXER_SCANNERS_RUST_CARGO_LOCK_SCANNER_H_
#define CLAIRCORE_INDEXER_SCANNERS_RUST_CARGO_LOCK_SCANNER_H_

#include <memory>

#include "claircore/package_scanner.h"

namespace claircore::scanners {

// The crates of Cargo.lock files, for programs that were built without cargo-auditable: what such a
// file lists may have been for tests or other systems only. Where a program of the image says for
// itself what it was built from, the engine leaves its project's file out.
std::shared_ptr<const PackageScanner> NewCargoLockScanner();

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RUST_CARGO_LOCK_SCANNER_H_
