#include "indexer/scanners/chisel/manifest.h"

#include <simdjson.h>

#include <memory>
#include <string>

#include "absl/status/statusor.h"
#include "indexer/scanners/json/json_reader.h"
#include "indexer/scanners/text/lines.h"
#include "indexer/walk/decompressor.h"

namespace claircore::scanners {
namespace {

constexpr size_t kPieceBytes = size_t{64} << 10;
constexpr size_t kMaxLineBytes = size_t{64} << 10;  // a path is the longest thing in one
constexpr size_t kMaxBytes = size_t{32} << 20;      // ten times a large image's

// Lines of JSON, as they come.
class Wall {
 public:
  Wall(const Context& context, absl::FunctionRef<void(const ChiselEntry&)> entry,
       ChiselLines& lines)
      : ticker_(context), entry_(entry), lines_(lines) {
    // With room behind the text simdjson reads it where it is.
    pending_.reserve(2 * kMaxLineBytes + simdjson::SIMDJSON_PADDING);
  }

  absl::Status Add(std::string_view bytes) {
    while (!bytes.empty()) {
      const size_t end = bytes.find('\n');
      const std::string_view part = bytes.substr(0, end);
      // Of a line that is too long the beginning is enough to be no JSON.
      if (pending_.size() <= kMaxLineBytes) pending_.append(part);
      if (end == std::string_view::npos) break;
      bytes.remove_prefix(end + 1);
      if (absl::Status status = EndLine(); !status.ok()) return status;
    }
    return absl::OkStatus();
  }

  absl::Status Finish() {
    if (absl::Status status = EndLine(); !status.ok()) return status;
    return known_ ? absl::OkStatus() : absl::DataLossError("no chisel manifest");
  }

 private:
  absl::Status EndLine() {
    ++number_;
    if (absl::Status status = ticker_.Tick(); !status.ok()) return status;
    simdjson::dom::object object;
    const bool is_object = pending_.size() <= kMaxLineBytes && !pending_.empty() &&
                           parser_.parse(pending_).get_object().get(object) == simdjson::SUCCESS;
    const bool blank = pending_.empty();
    pending_.clear();
    if (blank) return absl::OkStatus();
    if (!known_) {
      // Later numbers after the dot add members; another one before it changes what there is.
      known_ = is_object && StringMember(object, "jsonwall").starts_with("1.") &&
               StringMember(object, "schema").starts_with("1.");
      return known_ ? absl::OkStatus() : absl::DataLossError("no chisel manifest of version 1");
    }
    if (!is_object) {
      if (lines_.broken++ == 0) lines_.first_broken = number_;
      return absl::OkStatus();
    }
    Read(object);
    return absl::OkStatus();
  }

  void Read(simdjson::dom::object object) {
    const std::string_view kind = StringMember(object, "kind");
    ChiselEntry entry;
    if (kind == "package") {
      entry.is_package = true;
      entry.name = StringMember(object, "name");
      entry.version = StringMember(object, "version");
      entry.arch = StringMember(object, "arch");
    } else if (kind == "content") {
      // Slices are called PACKAGE_SLICE.
      const std::string_view slice = StringMember(object, "slice");
      entry.name = slice.substr(0, slice.find('_'));
      entry.path = StringMember(object, "path");
    } else {
      return;
    }
    entry_(entry);
  }

  Ticker ticker_;
  absl::FunctionRef<void(const ChiselEntry&)> entry_;
  ChiselLines& lines_;
  simdjson::dom::parser parser_;
  std::string pending_;
  size_t number_ = 0;
  bool known_ = false;  // the first line says a format that we read
};

}  // namespace

absl::Status ReadChiselManifest(const Context& context, std::string_view packed,
                                absl::FunctionRef<void(const ChiselEntry&)> entry,
                                ChiselLines& lines) {
  auto zstd = walk::NewZstdDecompressor(packed);
  if (!zstd.ok()) return zstd.status();
  Wall wall(context, entry, lines);
  const auto buffer = std::make_unique<char[]>(kPieceBytes);
  size_t total = 0;
  while (!packed.empty()) {
    std::string_view piece = packed.substr(0, kPieceBytes);
    packed.remove_prefix(piece.size());
    for (bool filled = true; filled || !piece.empty();) {
      if (absl::Status status = context.Check(); !status.ok()) return status;
      const auto progress = (*zstd)->Step(piece, {buffer.get(), kPieceBytes});
      if (!progress.ok()) return progress.status();
      piece.remove_prefix(progress->consumed);
      // A full buffer may have left more inside.
      filled = progress->produced == kPieceBytes;
      total += progress->produced;
      if (total > kMaxBytes) {
        return absl::ResourceExhaustedError("more than 32 MiB unpacked");
      }
      absl::Status status = wall.Add({buffer.get(), progress->produced});
      if (!status.ok()) return status;
    }
  }
  if (absl::Status status = (*zstd)->Finish(); !status.ok()) return status;
  return wall.Finish();
}

}  // namespace claircore::scanners
