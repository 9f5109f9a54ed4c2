#include <utility>

#include "absl/strings/str_cat.h"
#include "indexer/walk/decompressor.h"
#include "zstd.h"
#include "zstd_errors.h"

namespace claircore::walk {
namespace {

// 128 MiB, what the zstd program accepts unasked. A larger window is a memory bomb.
constexpr int kMaxWindowLog = 27;

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};
using Stream = std::unique_ptr<ZSTD_DStream, FreeStream>;

// Several frames, skippable ones too, as RFC 8878 has it.
class Zstd final : public Decompressor {
 public:
  explicit Zstd(Stream stream) : stream_(std::move(stream)) {}

  absl::StatusOr<Progress> Step(std::string_view in, std::span<char> out) override {
    ZSTD_inBuffer input{in.data(), in.size(), 0};
    ZSTD_outBuffer output{out.data(), out.size(), 0};
    while (true) {
      const std::string_view rest = in.substr(input.pos);
      if (!trailing_ && between_frames_ && frames_ > 0 && !rest.empty()) {
        // 0x28 begins a frame, 0x50 to 0x5f a skippable one.
        trailing_ = rest.front() != '\x28' && (rest.front() & 0xf0) != 0x50;
        between_frames_ = false;
      }
      if (trailing_) {
        garbage_ = garbage_ || rest.find_first_not_of('\0') != rest.npos;
        return Progress{in.size(), output.pos};
      }
      if (between_frames_ && rest.empty()) return Progress{input.pos, output.pos};
      between_frames_ = false;
      const size_t before_in = input.pos;
      const size_t result = ZSTD_decompressStream(stream_.get(), &output, &input);
      frame_in_ += input.pos - before_in;
      if (ZSTD_isError(result)) {
        if (ZSTD_getErrorCode(result) == ZSTD_error_prefix_unknown && frames_ > 0) {
          trailing_ = garbage_ = true;
          continue;
        }
        return Failure(result);
      }
      if (result == 0) {
        ++frames_;
        between_frames_ = true;
        frame_in_ = 0;
        continue;
      }
      if (input.pos == input.size || output.pos == output.size) {
        return Progress{input.pos, output.pos};
      }
    }
  }

  absl::Status Finish() override {
    if (trailing_ || between_frames_) return absl::OkStatus();
    if (frames_ > 0 && frame_in_ < 4) {
      garbage_ = true;  // less than a frame's magic number
      return absl::OkStatus();
    }
    return absl::DataLossError("zstd: the stream is cut off");
  }

  bool trailing_garbage() const override { return garbage_; }

 private:
  static absl::Status Failure(size_t result) {
    const std::string message = absl::StrCat("zstd: ", ZSTD_getErrorName(result));
    switch (ZSTD_getErrorCode(result)) {
      case ZSTD_error_memory_allocation:
      case ZSTD_error_frameParameter_windowTooLarge:
        return absl::ResourceExhaustedError(
            absl::StrCat(message, " (the limit is ", uint64_t{1} << kMaxWindowLog, " bytes)"));
      default:
        return absl::DataLossError(message);
    }
  }

  const Stream stream_;
  uint64_t frames_ = 0;    // complete ones
  uint64_t frame_in_ = 0;  // bytes of the present one
  bool between_frames_ = true;
  bool trailing_ = false;
  bool garbage_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Decompressor>> NewZstdDecompressor() {
  Stream stream(ZSTD_createDStream());
  if (stream == nullptr ||
      ZSTD_isError(ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, kMaxWindowLog))) {
    return absl::ResourceExhaustedError("zstd: no memory");
  }
  return std::make_unique<Zstd>(std::move(stream));
}

}  // namespace claircore::walk
