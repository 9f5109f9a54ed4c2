#include "indexer/scanners/dotnet/bundle.h"

#include <algorithm>
#include <cstddef>
#include <span>
#include <utility>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "indexer/executables/executable_stream.h"
#include "indexer/executables/layout.h"
#include "indexer/scanners/json/json_reader.h"

namespace claircore::scanners {
namespace {

using executables::Layout;
using executables::Segment;

// SHA-256 of ".net core bundle\n".
constexpr std::string_view kMarker =
    "\x8b\x12\x02\xb9\x6a\x61\x20\x38\x72\x7b\x93\x02\x14\xd7\xa0\x32"
    "\x13\xf5\xb9\xe6\xef\xae\x33\x18\xee\x3b\x2d\xce\x24\xb3\x6a\xae";
constexpr uint64_t kPlaceBytes = 8;                // of the header's place, in front of the marker
constexpr uint64_t kMinPayload = 1000;             // real ones have thousands of bytes at least
constexpr size_t kPiece = size_t{64} << 10;        // read at once
constexpr uint64_t kMaxData = uint64_t{64} << 20;  // of the host's own
constexpr uint64_t kMaxHeader = uint64_t{32} << 20;  // with the list of files
constexpr uint32_t kMaxFiles = 100'000;
constexpr uint8_t kDepsJson = 3;  // a type of file

uint64_t LittleEndian(std::string_view bytes) {
  uint64_t number = 0;
  for (size_t i = bytes.size(); i-- > 0;) number = number << 8 | static_cast<uint8_t>(bytes[i]);
  return number;
}

// Where what the program's own headers tell of ends.
uint64_t OwnEnd(const Layout& layout) {
  const uint64_t headers = layout.headers_offset + layout.headers * layout.header_size;
  return std::max(layout.LoadedEnd(), headers);
}

absl::StatusOr<std::string> Read(const RandomAccessSource& file, uint64_t offset, uint64_t size) {
  if (offset > file.size() || size > file.size() - offset) {
    return absl::DataLossError("a bundle that leads out of its file");
  }
  std::string bytes(size, '\0');
  CLAIRCORE_ASSIGN_OR_RETURN(const size_t got,
                             file.ReadAt(offset, std::as_writable_bytes(std::span(bytes))));
  if (got != size) return absl::DataLossError("the file is cut off");
  return bytes;
}

// The place of the header, from the writable data of the host; 0 if it has none.
absl::StatusOr<uint64_t> FindHeader(const Context& context, const RandomAccessSource& file,
                                    const Layout& layout) {
  constexpr uint64_t kOverlap = kPlaceBytes + kMarker.size() - 1;
  uint64_t left = kMaxData;
  for (const Segment& segment : layout.segments) {
    if (!segment.writable || segment.offset > file.size()) continue;
    uint64_t at = segment.offset;
    const uint64_t end = at + std::min({segment.size, file.size() - at, left});
    left -= end - at;
    while (at < end) {
      CLAIRCORE_RETURN_IF_ERROR(context.Check());
      CLAIRCORE_ASSIGN_OR_RETURN(const std::string piece,
                                 Read(file, at, std::min<uint64_t>(kPiece, end - at)));
      const size_t marker = piece.find(kMarker, kPlaceBytes);
      if (marker != piece.npos) {
        return LittleEndian(std::string_view(piece).substr(marker - kPlaceBytes, kPlaceBytes));
      }
      if (at + piece.size() >= end) break;
      at += piece.size() - kOverlap;
    }
  }
  return 0;
}

// The header as .NET's BinaryReader reads it.
class Header {
 public:
  explicit Header(std::string_view bytes) : bytes_(bytes) {}

  uint64_t Number(size_t size) { return LittleEndian(Take(size)); }
  // Its length comes first, seven bits a byte.
  std::string_view Text() {
    uint64_t length = 0;
    for (int shift = 0; shift < 28; shift += 7) {
      const uint64_t byte = Number(1);
      length |= (byte & 0x7f) << shift;
      if (byte < 0x80) return Take(length);
    }
    failed_ = true;
    return {};
  }
  bool failed() const { return failed_; }

 private:
  std::string_view Take(uint64_t size) {
    if (size > bytes_.size()) {
      failed_ = true;
      bytes_ = {};
      return {};
    }
    const std::string_view taken = bytes_.substr(0, size);
    bytes_.remove_prefix(size);
    return taken;
  }

  std::string_view bytes_;
  bool failed_ = false;
};

absl::StatusOr<std::optional<Bundle>> ReadHeader(const RandomAccessSource& file,
                                                 std::string_view bytes) {
  Header in(bytes);
  const uint64_t major = in.Number(4);
  in.Number(4);  // minor
  const uint64_t files = in.Number(4);
  in.Text();  // an id
  uint64_t deps_offset = 0, deps_size = 0;
  if (major >= 2) {
    deps_offset = in.Number(8);
    deps_size = in.Number(8);
    in.Number(8), in.Number(8);  // of runtimeconfig.json
    in.Number(8);                // flags
  }
  if (in.failed() || major == 0 || major > 100) {
    return absl::DataLossError("a bundle whose header cannot be read");
  }
  if (files > kMaxFiles) return absl::ResourceExhaustedError("a bundle of too many files");
  Bundle bundle;
  for (uint64_t i = 0; i < files; ++i) {
    const uint64_t offset = in.Number(8);
    const uint64_t size = in.Number(8);
    const uint64_t packed_size = major >= 6 ? in.Number(8) : 0;
    const uint64_t type = in.Number(1);
    const std::string_view path = in.Text();
    if (in.failed()) return absl::DataLossError("a bundle whose header is cut off");
    // .NET never compresses it.
    if (type != kDepsJson || packed_size != 0) continue;
    if (deps_size != 0 && offset != deps_offset) continue;
    deps_offset = offset;
    deps_size = size;
    bundle.deps_name = path;
    break;
  }
  if (deps_size == 0) return std::nullopt;
  if (deps_size > JsonReader::kMaxBytes) {
    return absl::ResourceExhaustedError("a bundle's deps.json is larger than 32 MiB");
  }
  CLAIRCORE_ASSIGN_OR_RETURN(bundle.deps_json, Read(file, deps_offset, deps_size));
  return bundle;
}

}  // namespace

bool MayBeBundle(uint64_t size, std::string_view head) {
  if (executables::FormatOf(head) != executables::Format::kElf) return false;
  const Layout layout = executables::ReadLayout(head);
  if (!layout.complete) return false;
  const uint64_t end = OwnEnd(layout);
  // AppImages have a file system behind them.
  return head.substr(8, 2) != "AI" && end < size && size - end >= kMinPayload;
}

absl::StatusOr<std::optional<Bundle>> ReadBundle(const Context& context,
                                                 const RandomAccessSource& file) {
  CLAIRCORE_ASSIGN_OR_RETURN(
      const std::string head,
      Read(file, 0, std::min<uint64_t>(executables::kSniffBytes, file.size())));
  const Layout layout = executables::ReadLayout(head);
  CLAIRCORE_ASSIGN_OR_RETURN(const uint64_t at, FindHeader(context, file, layout));
  // A host that nothing was put behind has a 0.
  if (at == 0) return std::nullopt;
  if (at >= file.size()) return absl::DataLossError("a bundle that leads out of its file");
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string header,
                             Read(file, at, std::min(kMaxHeader, file.size() - at)));
  return ReadHeader(file, header);
}

}  // namespace claircore::scanners
