#include "indexer/executables/elf_sections.h"

#include <limits>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "indexer/executables/fields.h"

namespace claircore::executables {
namespace {

constexpr uint64_t kMaxNames = uint64_t{4} << 20;  // bytes; as for the headers, which are 16-bit
constexpr uint32_t kNoBits = 8;                    // SHT_NOBITS

struct Header {
  uint32_t name = 0;
  uint32_t type = 0;
  uint64_t offset = 0;
  uint64_t size = 0;
};

Header HeaderAt(Fields& table, uint64_t at, bool wide) {
  Header header;
  header.name = table.U32(at);
  header.type = table.U32(at + 4);
  header.offset = table.Get(at + (wide ? 24 : 16), wide ? 8 : 4);
  header.size = table.Get(at + (wide ? 32 : 20), wide ? 8 : 4);
  return header;
}

absl::Status Damaged() { return absl::DataLossError("the table of sections is damaged"); }

}  // namespace

absl::StatusOr<std::optional<Section>> FindElfSection(const Layout& layout, std::string_view name,
                                                      ReadBytes read) {
  if (layout.headers == 0) return std::nullopt;
  const size_t each = layout.header_size;
  if (each < (layout.is_64 ? 64 : 40) || each > 128 || layout.names_section >= layout.headers) {
    return Damaged();
  }
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string bytes,
                             read(layout.headers_offset, layout.headers * each));
  Fields table(bytes, layout.big_endian);
  const Header strings = HeaderAt(table, layout.names_section * each, layout.is_64);
  if (strings.size > kMaxNames || strings.type == kNoBits) return Damaged();
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string names, read(strings.offset, strings.size));
  std::string wanted(name);
  wanted.push_back('\0');
  for (size_t i = 0; i < layout.headers; ++i) {
    const Header header = HeaderAt(table, i * each, layout.is_64);
    if (header.name >= names.size() || names.compare(header.name, wanted.size(), wanted) != 0) {
      continue;
    }
    if (header.type == kNoBits || header.size == 0) continue;
    if (header.size > std::numeric_limits<uint64_t>::max() - header.offset) return Damaged();
    return Section{std::string(name), header.offset, header.size};
  }
  return std::nullopt;
}

}  // namespace claircore::executables
