#include <cstddef>
#include <cstdint>
#include <string>

#include "updater/bundle.h"
#include "updater/pack_zstd.h"
#include "updater/test_support.h"

namespace {

class Discards final : public claircore::update::BundleMembers {
 public:
  absl::Status Begin(std::string_view) override { return absl::OkStatus(); }
  absl::Status Append(std::span<const std::byte>) override { return absl::OkStatus(); }
};

void ReadAll(const claircore::RandomAccessSource& bundle) {
  const auto reader =
      claircore::update::BundleReader::Open(claircore::Context::Background(), bundle);
  if (!reader.ok()) return;
  while (true) {
    const auto entry = (*reader)->Next();
    if (!entry.ok() || !entry->has_value()) return;
    Discards members;
    if (!(*reader)->ReadMembers(members).ok()) return;
  }
}

}  // namespace

// The input is a bundle as it is, and also what a bundle unpacks to.
extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const std::string text(reinterpret_cast<const char*>(data), size);
  ReadAll(claircore::update::TextSource(text));
  ReadAll(claircore::update::TextSource(claircore::update::PackAsZstd(text)));
  return 0;
}
