#ifndef CLAIRCORE_INDEXER_SCANNERS_MANIFEST_READ_TEXT_H_
#define CLAIRCORE_INDEXER_SCANNERS_MANIFEST_READ_TEXT_H_

#include <string>
#include <string_view>
#include <vector>

#include "indexer/scanners/manifest/manifest_scanner.h"

namespace claircore::scanners {

// For tests: "[name version]" of each package that the manifest holds, or "error".
inline std::string ReadText(ReadManifest read, std::string_view path, std::string_view text) {
  std::vector<ManifestPackage> found;
  if (!read(path, text, found).ok()) return "error";
  std::string all;
  for (const ManifestPackage& p : found) all += "[" + p.name + " " + p.version + "]";
  return all;
}

}  // namespace claircore::scanners

#endif  // CLAIRCORE_INDEXER_SCANNERS_MANIFEST_READ_TEXT_H_
