// PathTable's stored form.
#include <zstd.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "indexer/coalesce/path_record.h"
#include "indexer/coalesce/path_table.h"

namespace claircore::internal {
namespace {

constexpr std::string_view kMagic = "CCPT\x02";
constexpr int kZstdLevel = 3;
constexpr size_t kPiece = size_t{4} << 20;  // bytes between two looks at the context
constexpr size_t kCheckEvery = 4096;        // records, likewise
constexpr int kWindowLog = 23;              // what a frame may make a reader allocate: 8 MiB

absl::Status Broken(std::string_view what) {
  return absl::DataLossError(absl::StrCat("path table: ", ToAbsl(what)));
}

// Exactly `size` bytes out of one zstd frame. The output grows with what really comes out, so that
// a forged size costs nothing.
absl::StatusOr<std::string> Decompress(const Context& context, std::string_view frame,
                                       uint64_t size) {
  const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> stream(ZSTD_createDCtx(), ZSTD_freeDCtx);
  if (stream == nullptr) return absl::ResourceExhaustedError("path table: no memory for zstd");
  ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, kWindowLog);
  std::string bytes;
  ZSTD_inBuffer in{frame.data(), frame.size(), 0};
  while (true) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const size_t had = bytes.size();
    // One byte more than promised shows a frame that holds too much.
    if (had == bytes.capacity()) {
      bytes.reserve(std::min<uint64_t>(size + 1, std::max<uint64_t>(2 * had, 65536)));
    }
    bytes.resize(std::min<uint64_t>(bytes.capacity(), had + kPiece));
    ZSTD_outBuffer out{bytes.data(), bytes.size(), had};
    const size_t left = ZSTD_decompressStream(stream.get(), &out, &in);
    if (ZSTD_isError(left)) return Broken(ZSTD_getErrorName(left));
    bytes.resize(out.pos);
    if (bytes.size() > size) return Broken("more bytes than promised");
    if (left == 0) break;
    if (in.pos == in.size && out.pos < out.size) return Broken("the zstd frame is cut off");
  }
  if (bytes.size() != size || in.pos != in.size) return Broken("not as long as promised");
  return bytes;
}

}  // namespace

absl::StatusOr<std::string> PathTable::Encode(const Context& context) const {
  std::string blob(kMagic);
  AppendVarint(bytes_.size(), blob);
  AppendVarint(size_, blob);
  const std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> stream(ZSTD_createCCtx(), ZSTD_freeCCtx);
  if (stream == nullptr) return absl::ResourceExhaustedError("path table: no memory for zstd");
  ZSTD_CCtx_setParameter(stream.get(), ZSTD_c_compressionLevel, kZstdLevel);
  ZSTD_CCtx_setParameter(stream.get(), ZSTD_c_checksumFlag, 1);
  const size_t header = blob.size();
  blob.resize(header + ZSTD_compressBound(bytes_.size()));
  ZSTD_CCtx_setPledgedSrcSize(stream.get(), bytes_.size());
  ZSTD_outBuffer out{blob.data(), blob.size(), header};
  ZSTD_inBuffer in{bytes_.data(), 0, 0};
  for (size_t left = 1; left != 0;) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    in.size = std::min(bytes_.size(), in.pos + kPiece);
    const bool last = in.size == bytes_.size();
    left = ZSTD_compressStream2(stream.get(), &out, &in, last ? ZSTD_e_end : ZSTD_e_continue);
    if (ZSTD_isError(left)) {
      return absl::InternalError(absl::StrCat("path table: ", ZSTD_getErrorName(left)));
    }
    if (!last) left = 1;
  }
  blob.resize(out.pos);
  return blob;
}

absl::StatusOr<PathTable> PathTable::Decode(const Context& context, std::string_view blob) {
  if (!blob.starts_with(kMagic)) return Broken("not of this version");
  size_t offset = kMagic.size();
  const std::optional<uint64_t> length = ReadVarint(blob, offset);
  const std::optional<uint64_t> records = ReadVarint(blob, offset);
  if (!length || !records) return Broken("the header is cut off");
  if (*length > kMaxBytes) {
    return absl::ResourceExhaustedError(
        absl::StrCat("path table: ", *length, " bytes are more than ", kMaxBytes));
  }
  PathTable table;
  CLAIRCORE_ASSIGN_OR_RETURN(table.bytes_, Decompress(context, blob.substr(offset), *length));

  // In place, so that a record costs what it adds and not what it shares.
  std::string path;
  for (size_t at = 0; at < table.bytes_.size();) {
    if (table.size_ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context.Check());
    const bool restart = table.size_ % kRestart == 0;
    if (restart) table.restarts_.push_back(static_cast<uint32_t>(at));
    const std::optional<RawRecord> record = ReadRecord(table.bytes_, at);
    if (!record) return Broken(absl::StrCat("record ", table.size_, " is not well-formed"));
    const size_t shared = record->shared;
    if (restart ? shared != 0 : shared > path.size()) return Broken("shares more than there is");
    const int order = record->suffix.compare(std::string_view(path).substr(shared));
    if (table.size_ > 0 && order <= 0) return Broken("paths do not ascend");
    path.resize(shared);
    path += record->suffix;
    table.has_distant_links_ |= IsDistantLink(record->fact);
    ++table.size_;
  }
  if (table.size_ != *records) return Broken("not as many records as promised");
  return table;
}

}  // namespace claircore::internal
