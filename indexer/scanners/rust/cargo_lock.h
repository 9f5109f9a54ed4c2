#ifndef CLAIRCORE_INDEXER_SCANNERS_RUST_CARGO_LOCK_H_
#define CLAIRCORE_INDEXER_SCANNERS_RUST_CARGO_LOCK_H_

#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// Reads the Cargo.lock of a project
// (https://doc.rust-lang.org/cargo/guide/cargo-toml-vs-cargo-lock.html): its crates with their
// source, "source=crates.io", "git", "registry" or "local", as cargo-auditable names them. Those of
// sources that Cargo or a distribution put there are of nobody's program and give nothing.
absl::Status ReadCargoLock(std::string_view path, std::string_view text,
                           std::vector<ManifestPackage>& found);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RUST_CARGO_LOCK_H_
