#include <cstddef>
#include <cstdint>
#include <string_view>

#include "claircore/fetch/internal/image_json.h"

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  (void)claircore::fetch::ParseImageDocument(json).status();
  (void)claircore::fetch::ParseDockerManifest(json).status();
  (void)claircore::fetch::ParseImageConfig(json).status();
  (void)claircore::fetch::CheckLayoutVersion(json);
  return 0;
}
