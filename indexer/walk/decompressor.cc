#include "indexer/walk/decompressor.h"

#include <algorithm>
#include <cstring>

#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::walk {
namespace {

using namespace std::string_view_literals;

class Identity final : public Decompressor {
 public:
  absl::StatusOr<Progress> Step(std::string_view in, std::span<char> out) override {
    const size_t size = std::min(in.size(), out.size());
    if (size != 0) std::memcpy(out.data(), in.data(), size);
    return Progress{size, size};
  }
  absl::Status Finish() override { return absl::OkStatus(); }
  bool trailing_garbage() const override { return false; }
  uint64_t memory() const override { return 0; }
};

// What layers are never compressed with, but people try.
struct Foreign {
  std::string_view magic;
  std::string_view name;
};
constexpr Foreign kForeign[] = {
    {"BZh"sv, "bzip2"sv},
    {"\xfd"
     "7zXZ\0"sv,
     "xz"sv},
    {"\x04\x22\x4d\x18"sv, "lz4"sv},
    {"LZIP"sv, "lzip"sv},
    {"\x1f\x9d"sv, "compress"sv},
    {"\x5d\x00\x00"sv, "lzma"sv},
    {"PK\x03\x04"sv, "zip"sv},
};

bool IsZstd(std::string_view head) {
  return head.starts_with("\x28\xb5\x2f\xfd"sv) ||
         (head.size() >= 4 && (head[0] & 0xf0) == 0x50 && head.substr(1, 3) == "\x2a\x4d\x18"sv);
}

// By the header's checksum: a file's name may begin with anybody's magic bytes.
bool IsTar(std::string_view head) {
  if (head.size() < 512) return false;
  unsigned sum = 8 * ' ', claimed = 0;
  for (size_t i = 0; i < 512; ++i) {
    if (i < 148 || i >= 156) sum += static_cast<unsigned char>(head[i]);
  }
  for (const char c : head.substr(148, 8)) {
    if (c >= '0' && c <= '7') claimed = claimed * 8 + (c - '0');
  }
  return sum == claimed;
}

}  // namespace

absl::StatusOr<std::unique_ptr<Decompressor>> Decompressor::ForHead(std::string_view head) {
  if (head.starts_with("\x1f\x8b"sv)) return NewGzipDecompressor();
  if (IsZstd(head)) return NewZstdDecompressor(head);
  if (IsTar(head)) return std::make_unique<Identity>();
  for (const Foreign& foreign : kForeign) {
    if (!head.starts_with(foreign.magic)) continue;
    return absl::InvalidArgumentError(absl::StrCat("compressed with ",
                                                   internal::ToAbsl(foreign.name),
                                                   "; only gzip, zstd and none are supported"));
  }
  return std::make_unique<Identity>();
}

}  // namespace claircore::walk
