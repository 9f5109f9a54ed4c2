#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "claircore/codec/codec.h"

namespace {

template <typename T>
void Try(std::string_view bytes) {
  const absl::StatusOr<T> value = claircore::codec::Decode<T>(bytes);
  if (!value.ok()) return;
  const std::string once = claircore::codec::Encode(*value);
  const absl::StatusOr<T> again = claircore::codec::Decode<T>(once);
  if (!again.ok() || claircore::codec::Encode(*again) != once) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  Try<claircore::Manifest>(bytes);
  Try<claircore::Package>(bytes);
  Try<claircore::IndexReport>(bytes);
  Try<claircore::LayerFindings>(bytes);
  Try<claircore::Advisory>(bytes);
  Try<claircore::Vulnerability>(bytes);
  Try<claircore::VulnerabilityReport>(bytes);
  Try<claircore::UpdateOperation>(bytes);
  Try<claircore::UpdaterStatus>(bytes);
  Try<claircore::EnrichmentRecord>(bytes);
  return 0;
}
