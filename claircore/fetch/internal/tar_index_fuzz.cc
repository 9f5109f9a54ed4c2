#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>

#include "claircore/fetch/internal/members.h"

namespace {

class Bytes final : public claircore::RandomAccessSource {
 public:
  Bytes(const uint8_t* data, size_t size) : bytes_(reinterpret_cast<const char*>(data), size) {}
  uint64_t size() const override { return bytes_.size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= bytes_.size()) return size_t{0};
    const size_t n = std::min<size_t>(buffer.size(), bytes_.size() - position);
    std::memcpy(buffer.data(), bytes_.data() + position, n);
    return n;
  }

 private:
  const std::string bytes_;
};

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const auto members = claircore::fetch::IndexTar(
      claircore::Context::Background(), std::make_shared<Bytes>(data, size), {.max_members = 1000});
  if (members.ok()) {
    for (const char* name : {"manifest.json", "index.json", "a/layer.tar", "x"}) {
      const auto member = (*members)->Open(name);
      if (!member.ok()) continue;
      std::array<std::byte, 64> buffer;
      (void)(*member)->ReadAt(0, buffer).status();
    }
  }
  return 0;
}
