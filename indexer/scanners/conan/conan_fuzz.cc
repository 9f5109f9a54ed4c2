#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>
#include <vector>

#include "indexer/scanners/conan/cache_path.h"

// A path: at most one package, with a name and a version that stand in the path.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view path(reinterpret_cast<const char*>(data), size);
  std::vector<claircore::scanners::ManifestPackage> found;
  if (!claircore::scanners::ReadCachePath(path, "", found).ok() || found.size() > 1) std::abort();
  for (const auto& package : found) {
    if (path.find(package.name) == path.npos || path.find(package.version) == path.npos) {
      std::abort();
    }
  }
  return 0;
}
