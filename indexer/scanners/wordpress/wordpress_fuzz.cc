#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "indexer/scanners/wordpress/file_data.h"

// Any file: at most one package, whose version stands in it.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  for (const char* path : {"wp-content/plugins/a/a.php", "wp-content/plugins/a.php",
                           "wp-content/themes/a/style.css", "wp-includes/version.php"}) {
    std::vector<claircore::scanners::ManifestPackage> found;
    if (!claircore::scanners::ReadFileData(path, text, found).ok() || found.size() > 1)
      std::abort();
    for (const auto& package : found) {
      if (text.find(package.version) == text.npos) std::abort();
    }
  }
  return 0;
}
