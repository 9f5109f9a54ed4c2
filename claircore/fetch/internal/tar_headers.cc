#include "claircore/fetch/internal/tar_headers.h"

#include <algorithm>
#include <limits>
#include <optional>
#include <span>
#include <utility>

#include "absl/strings/numbers.h"
#include "absl/strings/str_cat.h"
#include "claircore/fetch/internal/layer_bytes.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::fetch {
namespace {

using claircore::internal::ToAbsl;

constexpr uint64_t kBlock = 512;
constexpr uint64_t kMaxBody = uint64_t{1} << 20;  // of names and pax records
constexpr uint64_t kCheckEvery = 256;

// A field up to its zero byte.
std::string_view Text(std::string_view block, size_t at, size_t size) {
  const std::string_view field = block.substr(at, size);
  return field.substr(0, field.find('\0'));
}

// Octal digits, or GNU's bytes after 0x80; nothing for what is neither, or negative.
std::optional<uint64_t> Number(std::string_view field) {
  uint64_t value = 0;
  if (static_cast<unsigned char>(field[0]) == 0x80) {
    for (const char c : field.substr(1)) {
      if (value >> 56 != 0) return std::nullopt;
      value = value << 8 | static_cast<unsigned char>(c);
    }
    return value;
  }
  if (static_cast<unsigned char>(field[0]) > 0x80) return std::nullopt;
  while (!field.empty() && field[0] == ' ') field.remove_prefix(1);
  for (const char c : field) {
    if (c < '0' || c > '7') break;
    if (value >> 60 != 0) return std::nullopt;
    value = value << 3 | static_cast<uint64_t>(c - '0');
  }
  return value;
}

bool IsZero(std::string_view block) {
  return block.find_first_not_of('\0') == std::string_view::npos;
}

// To whole blocks.
uint64_t Padded(uint64_t size) { return (size + kBlock - 1) / kBlock * kBlock; }

}  // namespace

struct TarHeaders::Extra {
  std::optional<std::string> path, link;
  std::optional<uint64_t> size;
  bool sparse = false;
};

absl::Status TarHeaders::Fault(std::string_view what) const {
  return absl::DataLossError(
      absl::StrCat("reading a tar, at byte ", position_, ": ", ToAbsl(what)));
}

absl::StatusOr<std::string_view> TarHeaders::Block(uint64_t position) {
  if (position < window_at_ || position + kBlock > window_at_ + window_size_) {
    window_at_ = position;
    window_size_ = 0;
    if (position >= tar_.size()) return std::string_view();
    CLAIRCORE_ASSIGN_OR_RETURN(window_size_,
                               tar_.ReadAt(position, std::as_writable_bytes(std::span(window_))));
    if (window_size_ < kBlock) return Fault("it breaks off");
  }
  return std::string_view(window_.data() + (position - window_at_), kBlock);
}

absl::StatusOr<std::string> TarHeaders::Body(uint64_t size) {
  if (size > kMaxBody) {
    return absl::ResourceExhaustedError(
        absl::StrCat("reading a tar: names of more than ", kMaxBody, " bytes"));
  }
  std::string body;
  body.resize(size);
  CLAIRCORE_ASSIGN_OR_RETURN(const size_t n,
                             tar_.ReadAt(position_, std::as_writable_bytes(std::span(body))));
  if (n < size) return Fault("it breaks off");
  position_ += Padded(size);
  return body;
}

// Lines of "LENGTH KEY=VALUE\n"; what is none of them ends the list.
absl::Status TarHeaders::ReadPax(uint64_t size, Extra& extra) {
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string body, Body(size));
  std::string_view rest = body;
  while (!rest.empty()) {
    const size_t space = rest.find(' ');
    size_t length = 0;
    if (space == rest.npos || !absl::SimpleAtoi(ToAbsl(rest.substr(0, space)), &length) ||
        length <= space + 1 || length > rest.size()) {
      break;
    }
    std::string_view record = rest.substr(space + 1, length - space - 1);
    rest.remove_prefix(length);
    if (record.ends_with('\n')) record.remove_suffix(1);
    const size_t equals = record.find('=');
    if (equals == record.npos) break;
    const std::string_view key = record.substr(0, equals), value = record.substr(equals + 1);
    uint64_t number = 0;
    if (key == "path" && !extra.sparse) extra.path = value;
    if (key == "linkpath") extra.link = value;
    if (key == "size" && absl::SimpleAtoi(ToAbsl(value), &number)) extra.size = number;
    if (key.starts_with("GNU.sparse.")) extra.sparse = true;
    if (key == "GNU.sparse.name") extra.path = value;
  }
  return absl::OkStatus();
}

// GNU's old sparse files have the rest of their map in blocks behind the header.
absl::Status TarHeaders::SkipSparseBlocks(std::string_view block) {
  bool more = block[482] != 0;
  while (more) {
    if (++headers_ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view map, Block(position_));
    if (map.empty()) return Fault("it breaks off");
    more = map[504] != 0;
    position_ += kBlock;
  }
  return absl::OkStatus();
}

absl::StatusOr<bool> TarHeaders::HasHeaderAt(uint64_t position) {
  if (position >= tar_.size()) return true;
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view block, Block(position));
  return IsTarBlock(block);
}

absl::StatusOr<bool> TarHeaders::Next(TarHeader& header) {
  Extra extra;
  while (true) {
    if (headers_++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    CLAIRCORE_ASSIGN_OR_RETURN(std::string_view block, Block(position_));
    // The end may be missing, as it is in many a tar; but there has to be something.
    if (block.empty()) return position_ > 0 ? absl::StatusOr<bool>(false) : Fault("it is empty");
    if (!IsTarBlock(block)) return Fault("this is no header");
    if (IsZero(block)) {
      CLAIRCORE_ASSIGN_OR_RETURN(block, Block(position_ + kBlock));
      if (block.empty() || IsZero(block)) return false;
      position_ += kBlock;  // one alone is passed over
      continue;
    }
    const std::optional<uint64_t> size = Number(block.substr(124, 12));
    if (!size.has_value()) return Fault("a size that is none");
    const char type = block[156];
    if (type == 'x' || type == 'L' || type == 'K') {
      position_ += kBlock;
      if (type == 'x') {
        CLAIRCORE_RETURN_IF_ERROR(ReadPax(*size, extra));
        continue;
      }
      CLAIRCORE_ASSIGN_OR_RETURN(const std::string body, Body(*size));
      (type == 'L' ? extra.path : extra.link) = body.substr(0, body.find('\0'));
      continue;
    }
    header = TarHeader();
    header.path =
        extra.path.has_value() ? *std::move(extra.path) : std::string(Text(block, 0, 100));
    if (!extra.path.has_value() && block.substr(257, 6) == std::string_view("ustar\0", 6)) {
      const std::string_view prefix = Text(block, 345, 155);
      if (!prefix.empty()) header.path.insert(0, absl::StrCat(ToAbsl(prefix), "/"));
    }
    header.link =
        extra.link.has_value() ? *std::move(extra.link) : std::string(Text(block, 157, 100));
    header.size = extra.size.value_or(*size);
    const bool sparse_blocks = type == 'S';
    position_ += kBlock;
    if (sparse_blocks) CLAIRCORE_RETURN_IF_ERROR(SkipSparseBlocks(block));
    header.offset = position_;
    switch (type) {
      case '\0':
      case '0':
      case '7':
        // What tars had before they had folders.
        header.type = header.path.ends_with('/') ? TarHeader::Type::kFolder
                      : extra.sparse             ? TarHeader::Type::kSparse
                                                 : TarHeader::Type::kFile;
        break;
      case 'S':
        header.type = TarHeader::Type::kSparse;
        break;
      case '1': {
        header.type = TarHeader::Type::kHardLink;
        // Old tars give the size of the file that is named, and no data.
        CLAIRCORE_ASSIGN_OR_RETURN(const bool bare, HasHeaderAt(position_));
        if (bare) header.size = 0;
        break;
      }
      case '2':
        header.type = TarHeader::Type::kSymlink;
        header.size = 0;
        break;
      case '3':
      case '4':
      case '5':
      case '6':
        if (type == '5') header.type = TarHeader::Type::kFolder;
        header.size = 0;
        break;
      default:
        break;  // a volume's name, global records: nothing of an entry
    }
    if (header.size > std::numeric_limits<int64_t>::max() / 2) return Fault("a size that is none");
    position_ += Padded(header.size);
    return true;
  }
}

}  // namespace claircore::fetch
