#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "indexer/rpmdb/rpm_header.h"

// No read outside of the bytes, and never more strings than bytes.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  using namespace claircore::rpmdb;  // NOLINT: it is about nothing else
  const std::string_view blob(reinterpret_cast<const char*>(data), size);
  const auto header = RpmHeader::Parse(blob);
  if (!header.ok()) return 0;
  size_t bytes = 0;
  for (size_t i = 0; i < kRpmFields; ++i) {
    const auto field = static_cast<RpmField>(i);
    bytes += header->String(field).size();
    if (header->Count(field) > size) std::abort();
  }
  bytes += header->Number(RpmField::kEpoch).value_or(0) & 1;
  bytes += header->Number(RpmField::kPayloadDigestAlgo).value_or(0) & 1;
  bytes += header->Bytes(RpmField::kSignature).size();
  size_t files = 0;
  const absl::Status status =
      RpmFileLister().ForEach(*header, [&](std::string_view folder, std::string_view name) {
        ++files;
        if (folder.size() + name.size() > size) std::abort();
        return absl::OkStatus();
      });
  if (files > size || (status.ok() && bytes > size * kRpmFields)) std::abort();
  return 0;
}
