#ifndef CLAIRCORE_INDEXER_SCANNERS_RUST_AUDIT_DATA_H_
#define CLAIRCORE_INDEXER_SCANNERS_RUST_AUDIT_DATA_H_

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"

namespace claircore::scanners {

// The name of the section in which cargo-auditable puts what a program was built from
// (https://github.com/rust-secure-code/cargo-auditable/blob/master/PARSING.md).
inline constexpr std::string_view kAuditSection = ".dep-v0";

struct AuditedCrate {
  std::string name;
  std::string version;
  std::string source;  // "crates.io", "git", "local", "registry"; others may come
};

// The crates in the program; those that only ran while it was built are left out, as `cargo audit
// bin` does. `section` is zlib-compressed JSON. DATA_LOSS for damage, RESOURCE_EXHAUSTED for more
// than 8 MiB of it. Crates without a usable name or version are counted in `broken`.
absl::StatusOr<std::vector<AuditedCrate>> ParseAuditData(std::string_view section, size_t& broken);

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_RUST_AUDIT_DATA_H_
