#include <cstddef>
#include <cstdint>
#include <string>

#include "claircore/context.h"
#include "updater/parse/zip.h"
#include "updater/test_support.h"

namespace {

class Discards final : public claircore::update::ZipVisitor {
  absl::Status File(std::string_view, std::string_view) override { return absl::OkStatus(); }
  void Unreadable(std::string_view, std::string_view) override {}
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  Discards visitor;
  claircore::update::ZipLimits limits;
  limits.entries = 100;
  limits.entry_bytes = 1 << 20;
  const claircore::update::TextSource zip(std::string(reinterpret_cast<const char*>(data), size));
  static_cast<void>(
      claircore::update::ReadZip(claircore::Context::Background(), zip, limits, visitor).ok());
  return 0;
}
