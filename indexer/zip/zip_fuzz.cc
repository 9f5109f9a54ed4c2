#include "indexer/zip/zip.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace {

using claircore::zip::Budget;
using claircore::zip::Member;
using claircore::zip::Reader;

class BytesSource final : public claircore::RandomAccessSource {
 public:
  explicit BytesSource(std::string_view bytes) : bytes_(bytes) {}
  uint64_t size() const override { return bytes_.size(); }
  absl::StatusOr<size_t> ReadAt(uint64_t position, std::span<std::byte> buffer) const override {
    if (position >= bytes_.size()) return size_t{0};
    const size_t n = std::min(buffer.size(), bytes_.size() - static_cast<size_t>(position));
    std::memcpy(buffer.data(), bytes_.data() + position, n);
    return n;
  }

 private:
  const std::string_view bytes_;
};

// Every member, in three ways that have to agree, and the archives within.
void ReadAll(const claircore::RandomAccessSource& source, Budget& budget, int depth) {
  const claircore::Context context = claircore::Context::Background();
  auto reader = Reader::Open(context, source, budget);
  if (!reader.ok()) return;
  std::vector<Member> members;
  static_cast<void>(reader->ForEach([&](const Member& member) {
    members.push_back(member);
    return members.size() < 100;
  }));
  for (const Member& member : members) {
    std::string whole;
    const absl::Status read = reader->ReadInto(member, 1 << 20, whole);
    if (read.ok() && whole.size() != member.size) std::abort();
    for (const uint64_t memory : {uint64_t{0}, uint64_t{1} << 20}) {
      budget.memory_bytes = memory;
      const auto opened = reader->OpenMember(member);
      if (!opened.ok()) continue;
      // Backwards, so that a deflated one has to go back.
      std::vector<std::byte> byte(1);
      for (size_t i = whole.size(), step = whole.size() / 8 + 1; read.ok() && i > step; i -= step) {
        const auto n = (*opened)->ReadAt(i - 1, byte);
        if (n.ok() && (*n != 1 || static_cast<char>(byte[0]) != whole[i - 1])) std::abort();
        if (!n.ok() && budget.bytes > 0) std::abort();
      }
      if (depth < 3) ReadAll(**opened, budget, depth + 1);
    }
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const uint8_t* data, size_t size) {
  const BytesSource source(std::string_view(reinterpret_cast<const char*>(data), size));
  Budget budget;
  budget.bytes = uint64_t{4} << 20;
  budget.members = 10'000;
  ReadAll(source, budget, 0);
  return 0;
}
