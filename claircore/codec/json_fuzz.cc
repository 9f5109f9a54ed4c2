#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "claircore/json.h"

// Each reader takes the bytes; what one accepts, it accepts again as we write it, and the second
// writing is the first.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view json(reinterpret_cast<const char*>(data), size);
  if (const auto value = claircore::ManifestFromJson(json); value.ok()) {
    const std::string once = claircore::ToJson(*value);
    const auto again = claircore::ManifestFromJson(once);
    if (!again.ok() || claircore::ToJson(*again) != once) std::abort();
  }
  if (const auto value = claircore::IndexReportFromJson(json); value.ok()) {
    const std::string once = claircore::ToJson(*value, {.pretty = true});
    const auto again = claircore::IndexReportFromJson(once);
    if (!again.ok() || claircore::ToJson(*again, {.pretty = true}) != once) std::abort();
  }
  if (const auto value = claircore::VulnerabilityReportFromJson(json); value.ok()) {
    const std::string once = claircore::ToJson(*value);
    const auto again = claircore::VulnerabilityReportFromJson(once);
    if (!again.ok() || claircore::ToJson(*again) != once) std::abort();
  }
  return 0;
}
