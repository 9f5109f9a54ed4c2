#include "indexer/scanners/dotnet/test_bundle.h"

#include <string_view>

#include "indexer/executables/test_programs.h"

namespace claircore::scanners {
namespace {

using executables::ElfBuilder;

std::string N(uint64_t value, size_t size) { return executables::Number(value, size, false); }

std::string Text(std::string_view text) {
  std::string bytes;
  size_t size = text.size();
  for (; size >= 0x80; size >>= 7) bytes += static_cast<char>(size | 0x80);
  return bytes + static_cast<char>(size) + std::string(text);
}

std::string Host(uint64_t header_at) {
  const unsigned char marker[] = {0x8b, 0x12, 0x02, 0xb9, 0x6a, 0x61, 0x20, 0x38, 0x72, 0x7b, 0x93,
                                  0x02, 0x14, 0xd7, 0xa0, 0x32, 0x13, 0xf5, 0xb9, 0xe6, 0xef, 0xae,
                                  0x33, 0x18, 0xee, 0x3b, 0x2d, 0xce, 0x24, 0xb3, 0x6a, 0xae};
  const std::string data = std::string(70'000, 'd') + N(header_at, 8) +
                           std::string(reinterpret_cast<const char*>(marker), sizeof marker);
  return ElfBuilder()
      .Segment(ElfBuilder::kRead | ElfBuilder::kExecute, 0x400000, std::string(5000, 'c'))
      .Segment(ElfBuilder::kRead | ElfBuilder::kWrite, 0x600000, data)
      .Build();
}

}  // namespace

std::string TestBundle::Build() const {
  const uint64_t begin = Host(0).size();
  std::string payload(2000, 'p');
  std::string list;
  uint64_t deps_at = 0, deps_size = 0;
  for (const File& file : files) {
    const uint64_t at = begin + payload.size();
    if (file.type == 3) {
      deps_at = at;
      deps_size = file.bytes.size();
    }
    list += N(at, 8) + N(file.bytes.size(), 8);
    if (major >= 6) list += N(file.packed_size, 8);
    list += static_cast<char>(file.type);
    list += Text(file.path);
    payload += file.bytes;
  }
  std::string header = N(major, 4) + N(0, 4) + N(files.size(), 4) + Text("an-id-of-the-build");
  if (major >= 2) header += N(deps_at, 8) + N(deps_size, 8) + N(0, 8) + N(0, 8) + N(0, 8);
  const uint64_t at = header_at >= 0 ? header_at : begin + payload.size();
  return Host(at) + payload + header + list;
}

}  // namespace claircore::scanners
