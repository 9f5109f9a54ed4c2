#include "indexer/scanners/programs/program_head.h"

#include <algorithm>
#include <cstddef>

#include "claircore/base/path.h"
#include "indexer/executables/fields.h"
#include "indexer/executables/layout.h"
#include "indexer/scanners/text/fields.h"

namespace claircore::scanners {
namespace {

using executables::Fields;
using executables::Format;

constexpr uint32_t kMayExecute = 0111;
constexpr size_t kMaxSegments = 64;  // real programs have a dozen

bool IsLibraryName(std::string_view path) {
  const std::string_view name = base::BaseName(path);
  return name.ends_with(".so") || name.find(".so.") != name.npos || name.ends_with(".node") ||
         name.ends_with(".dylib");
}

// Whether the file names the loader that is to start it.
bool NamesInterpreter(std::string_view head, bool big_endian) {
  const bool wide = head[4] == 2;
  Fields in(head, big_endian);
  const uint64_t segments = in.Get(wide ? 32 : 28, wide ? 8 : 4);
  const uint64_t counts = wide ? 54 : 42;
  const uint64_t size = in.U16(counts);
  const size_t count = std::min<size_t>(in.U16(counts + 2), kMaxSegments);
  for (size_t i = 0; i < count && segments < head.size(); ++i) {
    const uint32_t type = in.U32(segments + i * size);
    if (in.missing()) return false;
    if (type == 3) return true;  // PT_INTERP
  }
  return false;
}

bool IsElfProgram(std::string_view path, uint32_t mode, std::string_view head) {
  const bool big_endian = head[5] == 2;
  if (Fields(head, big_endian).U16(16) == 2) return true;  // ET_EXEC
  if (NamesInterpreter(head, big_endian)) return true;
  // Programs that need no loader look like libraries, but for their names.
  return (mode & kMayExecute) != 0 && !IsLibraryName(path);
}

bool IsPeProgram(std::string_view head) {
  Fields in(head, false);
  const uint16_t flags = in.U16(uint64_t{in.U32(0x3c)} + 4 + 18);
  return !in.missing() && (flags & 0x2002) == 0x0002;  // executable, and no DLL
}

bool IsMachOProgram(std::string_view head) {
  const bool big_endian = head[0] == '\xfe';
  return Fields(head, big_endian).U32(12) == 2;  // MH_EXECUTE
}

// Suffixes of what the Java scanner opens, and of Java alone.
bool IsClassArchive(std::string_view path, std::string_view head) {
  if (!head.starts_with("PK\003\004")) return false;
  const size_t dot = path.rfind('.');
  if (dot == path.npos) return false;
  for (std::string_view suffix : {"jar", "war", "ear", "jpi", "hpi", "par", "sar"}) {
    if (EqualsIgnoreCase(path.substr(dot + 1), suffix)) return true;
  }
  return false;
}

}  // namespace

bool IsProgramFile(std::string_view path, uint32_t mode, std::string_view head) {
  switch (executables::FormatOf(head)) {
    case Format::kNone:
      return IsClassArchive(path, head);
    case Format::kElf:
      return IsElfProgram(path, mode, head);
    case Format::kPe:
      return IsPeProgram(head);
    case Format::kMachO:
      return IsMachOProgram(head);
    case Format::kFatMachO:
      return (mode & kMayExecute) != 0 && !IsLibraryName(path);
  }
  return false;
}

}  // namespace claircore::scanners
