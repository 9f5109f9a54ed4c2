#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "indexer/scanners/os_release/os_release.h"
#include "indexer/scanners/text/fields.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto release = claircore::scanners::ParseOsRelease(text);
  if (!claircore::scanners::IsPlain(release.pretty_name)) std::abort();
  return 0;
}
