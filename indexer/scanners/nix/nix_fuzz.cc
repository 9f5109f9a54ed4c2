#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "indexer/scanners/nix/store_path.h"

// A path: if it is in the store, name and version are parts of it, in this order.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view path(reinterpret_cast<const char*>(data), size);
  const std::string_view store_path = claircore::scanners::NixStorePath(path);
  if (store_path.empty()) return 0;
  if (!path.starts_with(store_path)) std::abort();
  const auto [name, version] = claircore::scanners::NixPackage(store_path);
  if (version.empty()) return 0;
  if (name.data() + name.size() + 1 != version.data()) std::abort();
  if (version.data() + version.size() > path.data() + path.size()) std::abort();
  return 0;
}
