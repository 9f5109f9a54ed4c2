#include "indexer/unpack/unpack.h"

#include <lzma.h>
#include <zstd.h>
#include <zstd_errors.h>

#include <algorithm>
#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "claircore/internal/status_macros.h"
#include "isa-l/igzip_lib.h"

namespace claircore::internal {
namespace {

constexpr size_t kPiece = size_t{64} << 10;
constexpr uint64_t kMaxXzMemory = uint64_t{70} << 20;  // that of xz -9
constexpr int kMaxWindowLog = 26;                      // of zstd: 64 MiB

absl::Status Damaged() { return absl::DataLossError("compressed data are damaged"); }
absl::Status CutOff() { return absl::DataLossError("compressed data are cut off"); }

// What one step did. Some input was used or some output made, or the step is the last.
struct Step {
  size_t used = 0;
  size_t made = 0;
  bool finished = false;
};

class Codec {
 public:
  virtual ~Codec() = default;
  // `last`: no input follows.
  virtual absl::StatusOr<Step> Run(std::span<const std::byte> in, bool last,
                                   std::span<char> out) = 0;
};

class Gzip final : public Codec {
 public:
  Gzip() {
    isal_inflate_init(&state_);
    state_.crc_flag = ISAL_GZIP;
  }
  absl::StatusOr<Step> Run(std::span<const std::byte> in, bool, std::span<char> out) override {
    state_.next_in = reinterpret_cast<uint8_t*>(const_cast<std::byte*>(in.data()));
    state_.avail_in = static_cast<uint32_t>(in.size());
    state_.next_out = reinterpret_cast<uint8_t*>(out.data());
    state_.avail_out = static_cast<uint32_t>(out.size());
    const int result = isal_inflate(&state_);
    if (result < 0 || result > ISAL_OUT_OVERFLOW) return Damaged();
    return Step{in.size() - state_.avail_in, out.size() - state_.avail_out,
                state_.block_state == ISAL_BLOCK_FINISH};
  }

 private:
  inflate_state state_;
};

class Xz final : public Codec {
 public:
  Xz() : status_(lzma_stream_decoder(&stream_, kMaxXzMemory, 0)) {}
  ~Xz() override { lzma_end(&stream_); }
  Xz(const Xz&) = delete;
  Xz& operator=(const Xz&) = delete;

  absl::StatusOr<Step> Run(std::span<const std::byte> in, bool last, std::span<char> out) override {
    if (status_ != LZMA_OK) return absl::ResourceExhaustedError("no memory for xz");
    stream_.next_in = reinterpret_cast<const uint8_t*>(in.data());
    stream_.avail_in = in.size();
    stream_.next_out = reinterpret_cast<uint8_t*>(out.data());
    stream_.avail_out = out.size();
    const lzma_ret result = lzma_code(&stream_, last ? LZMA_FINISH : LZMA_RUN);
    if (result == LZMA_MEMLIMIT_ERROR || result == LZMA_MEM_ERROR) {
      return absl::ResourceExhaustedError("compressed data need more than 70 MiB of memory");
    }
    if (result == LZMA_BUF_ERROR) return CutOff();
    if (result != LZMA_OK && result != LZMA_STREAM_END) return Damaged();
    return Step{in.size() - stream_.avail_in, out.size() - stream_.avail_out,
                result == LZMA_STREAM_END};
  }

 private:
  lzma_stream stream_ = LZMA_STREAM_INIT;
  const lzma_ret status_;
};

class Zstd final : public Codec {
 public:
  Zstd() : stream_(ZSTD_createDCtx(), ZSTD_freeDCtx) {
    if (stream_ != nullptr) {
      ZSTD_DCtx_setParameter(stream_.get(), ZSTD_d_windowLogMax, kMaxWindowLog);
    }
  }
  absl::StatusOr<Step> Run(std::span<const std::byte> in, bool, std::span<char> out) override {
    if (stream_ == nullptr) return absl::ResourceExhaustedError("no memory for zstd");
    ZSTD_inBuffer from{in.data(), in.size(), 0};
    ZSTD_outBuffer to{out.data(), out.size(), 0};
    const size_t left = ZSTD_decompressStream(stream_.get(), &to, &from);
    if (ZSTD_isError(left)) {
      if (ZSTD_getErrorCode(left) == ZSTD_error_frameParameter_windowTooLarge) {
        return absl::ResourceExhaustedError("compressed data need more than 70 MiB of memory");
      }
      return Damaged();
    }
    return Step{from.pos, to.pos, left == 0};
  }

 private:
  const std::unique_ptr<ZSTD_DCtx, size_t (*)(ZSTD_DCtx*)> stream_;
};

std::unique_ptr<Codec> CodecFor(Packing packing) {
  switch (packing) {
    case Packing::kGzip:
      return std::make_unique<Gzip>();
    case Packing::kXz:
      return std::make_unique<Xz>();
    case Packing::kZstd:
      return std::make_unique<Zstd>();
    case Packing::kNone:
      break;
  }
  return nullptr;
}

}  // namespace

Packing PackingOf(std::string_view head) {
  if (head.starts_with("\x1f\x8b\x08")) return Packing::kGzip;
  if (head.starts_with(std::string_view("\xfd\x37zXZ\0", 6))) return Packing::kXz;
  if (head.starts_with("\x28\xb5\x2f\xfd")) return Packing::kZstd;
  return Packing::kNone;
}

absl::Status Unpack(const Context& context, const PackedBytes& packed,
                    absl::FunctionRef<bool(std::string_view piece)> take) {
  const std::unique_ptr<Codec> codec = CodecFor(packed.packing);
  if (codec == nullptr) return absl::InvalidArgumentError("not compressed");
  std::vector<std::byte> input(kPiece);
  std::vector<char> output(kPiece);
  std::span<const std::byte> left;
  uint64_t read = 0, made = 0;
  while (true) {
    CLAIRCORE_RETURN_IF_ERROR(context.Check());
    if (left.empty() && read < packed.size) {
      const size_t want = std::min<uint64_t>(kPiece, packed.size - read);
      CLAIRCORE_ASSIGN_OR_RETURN(
          const size_t got,
          packed.file->ReadAt(packed.offset + read, std::span(input).first(want)));
      if (got == 0) return CutOff();
      read += got;
      left = std::span(input).first(got);
    }
    const bool last = read >= packed.size;
    CLAIRCORE_ASSIGN_OR_RETURN(const Step step, codec->Run(left, last, output));
    left = left.subspan(step.used);
    if (step.made > packed.max_bytes - made) {
      return absl::ResourceExhaustedError("compressed data are larger than " +
                                          std::to_string(packed.max_bytes >> 20) + " MiB");
    }
    made += step.made;
    if (step.made > 0 && !take({output.data(), step.made})) return absl::OkStatus();
    if (step.finished) return absl::OkStatus();
    if (step.made == 0 && step.used == 0 && last) return CutOff();
  }
}

}  // namespace claircore::internal
