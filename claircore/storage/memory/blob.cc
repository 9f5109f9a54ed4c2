#include "claircore/storage/memory/blob.h"

#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <memory>
#include <new>
#include <utility>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"
#include "claircore/storage/internal/stored_file.h"

namespace claircore::memory {
namespace {

using claircore::internal::ToAbsl;

// No blob that we write comes near it; a damaged size must not make us allocate the machine away.
constexpr uint64_t kMaxRawBytes = uint64_t{2} << 30;
constexpr int kLevel = 3;

class HeapFrame final : public SharedBytes {
 public:
  explicit HeapFrame(std::string bytes) : bytes_(std::move(bytes)) {}
  std::string_view in_place() const override { return bytes_; }

 private:
  const std::string bytes_;
};

}  // namespace

absl::Status Damaged(const SharedBytes& file, std::string_view what) {
  const std::string_view name = file.name();
  return absl::DataLossError(absl::StrCat(ToAbsl(name), name.empty() ? "" : ": ", ToAbsl(what),
                                          "; delete the file and update again"));
}

std::shared_ptr<const Blob> Blob::Compress(std::string_view raw) {
  std::string stored;
  const std::unique_ptr<ZSTD_CCtx, size_t (*)(ZSTD_CCtx*)> context(ZSTD_createCCtx(),
                                                                   ZSTD_freeCCtx);
  if (context == nullptr) throw std::bad_alloc();
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_compressionLevel, kLevel);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  ZSTD_CCtx_setPledgedSrcSize(context.get(), raw.size());
  ZSTD_inBuffer in{raw.data(), raw.size(), 0};
  // By pieces, as the room that any input could need is as much as the input.
  for (size_t left = 1; left != 0;) {
    const size_t begin = stored.size();
    stored.resize(begin + std::min(ZSTD_compressBound(raw.size() - in.pos), ZSTD_CStreamOutSize()));
    ZSTD_outBuffer out{stored.data(), stored.size(), begin};
    left = ZSTD_compressStream2(context.get(), &out, &in, ZSTD_e_end);
    if (ZSTD_isError(left)) throw std::bad_alloc();  // there is no other failure
    stored.resize(out.pos);
  }
  stored.shrink_to_fit();
  const size_t n = stored.size();
  return std::make_shared<const Blob>(std::make_shared<HeapFrame>(std::move(stored)), 0, n,
                                      raw.size());
}

absl::StatusOr<std::string_view> Blob::Stored(std::string& buffer) const {
  return storage::BytesAt(*file_, offset_, stored_, buffer);
}

absl::StatusOr<std::string> Blob::Decompress() const {
  std::string buffer;
  CLAIRCORE_ASSIGN_OR_RETURN(const std::string_view frame, Stored(buffer));
  if (raw_size_ > kMaxRawBytes ||
      ZSTD_getFrameContentSize(frame.data(), frame.size()) != raw_size_) {
    return Damaged(*file_, "a compressed part is damaged");
  }
  std::string raw;
  raw.resize(raw_size_);
  const size_t n = ZSTD_decompress(raw.data(), raw.size(), frame.data(), frame.size());
  if (ZSTD_getErrorCode(n) == ZSTD_error_memory_allocation) throw std::bad_alloc();
  if (ZSTD_isError(n) || n != raw_size_) return Damaged(*file_, "a compressed part is damaged");
  return raw;
}

}  // namespace claircore::memory
