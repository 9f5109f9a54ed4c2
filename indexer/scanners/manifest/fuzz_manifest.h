#ifndef CLAIRCORE_INDEXER_SCANNERS_MANIFEST_FUZZ_MANIFEST_H_
#define CLAIRCORE_INDEXER_SCANNERS_MANIFEST_FUZZ_MANIFEST_H_

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// For fuzz targets: reads a manifest as if it stood at `path`. What is found may be unusable, but
// nothing is larger than what it was read from. (The scanner around it is the conformance test's.)
inline void FuzzManifest(ReadManifest read, std::string_view path, const uint8_t* data,
                         size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<ManifestPackage> found;
  if (absl::Status status = read(path, text, found); !status.ok()) {
    if (status.message().empty()) std::abort();
    return;
  }
  // An empty file may be one package without a name.
  if (found.size() > size + 1) std::abort();
  for (const ManifestPackage& package : found) {
    if (package.name.size() > size || package.version.size() > size) std::abort();
  }
}

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_MANIFEST_FUZZ_MANIFEST_H_
