#include "indexer/scanners/rust/cargo_lock_scanner.h"

#include <cstddef>

#include "indexer/scanners/manifest/manifest_scanner.h"
#include "indexer/scanners/rust/cargo_lock.h"

namespace claircore::scanners {

std::shared_ptr<const PackageScanner> NewCargoLockScanner() {
  return NewManifestScanner({.id = {"claircore.cargo_lock", "1"},
                             .type = "cargo",
                             .database = "cargo-lock",
                             .globs = {"**/Cargo.lock"},
                             .read = &ReadCargoLock,
                             .max_bytes = size_t{8} << 20,
                             .is_database = true});
}

}  // namespace claircore::scanners
