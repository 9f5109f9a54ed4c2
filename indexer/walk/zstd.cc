#include <algorithm>
#include <bit>
#include <utility>

#include "absl/strings/str_cat.h"
#include "indexer/walk/decompressor.h"
#include "zstd.h"
#include "zstd_errors.h"

namespace claircore::walk {
namespace {

// 128 MiB, what the zstd program accepts unasked. A larger window is a memory bomb.
constexpr int kMaxWindowLog = 27;
// 8 MiB, what every decoder is to support (RFC 8878, 3.1.1.1.2).
constexpr int kUsualWindowLog = 23;
// What the library has beside the window: its tables, and a block of input and of output.
constexpr uint64_t kTables = uint64_t{1} << 20;

uint64_t Little(std::string_view bytes, size_t at, size_t size) {
  uint64_t value = 0;
  for (size_t i = 0; i < size; ++i) {
    value |= uint64_t{static_cast<unsigned char>(bytes[at + i])} << (8 * i);
  }
  return value;
}

// The logarithm of the window that the first frame needs; the largest where `head` does not tell.
int WindowLogOf(std::string_view head) {
  // Some tools put a skippable frame first.
  while (head.size() >= 8 && (head[0] & 0xf0) == 0x50) {
    head.remove_prefix(std::min<uint64_t>(head.size(), 8 + Little(head, 4, 4)));
  }
  if (head.size() < 6) return kMaxWindowLog;
  const auto descriptor = static_cast<unsigned char>(head[4]);
  uint64_t window = 0;
  if ((descriptor & 0x20) == 0) {
    const auto byte = static_cast<unsigned char>(head[5]);
    const int log = 10 + (byte >> 3);
    window = (uint64_t{1} << log) + (uint64_t{1} << log) / 8 * (byte & 7);
  } else {  // one segment: the window is the contents
    const size_t dictionary = (size_t{1} << (descriptor & 3)) >> 1;
    const size_t size = size_t{1} << (descriptor >> 6);
    if (head.size() < 5 + dictionary + size) return kMaxWindowLog;
    window = Little(head, 5 + dictionary, size) + (size == 2 ? 256 : 0);
  }
  return std::clamp(static_cast<int>(std::bit_width(window - (window != 0))), kUsualWindowLog,
                    kMaxWindowLog);
}

struct FreeStream {
  void operator()(ZSTD_DStream* stream) const { ZSTD_freeDStream(stream); }
};
using Stream = std::unique_ptr<ZSTD_DStream, FreeStream>;

// Several frames, skippable ones too, as RFC 8878 has it.
class Zstd final : public Decompressor {
 public:
  Zstd(Stream stream, int window_log) : stream_(std::move(stream)), window_log_(window_log) {}

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
  // Four bytes can stand for a block of 128 KiB.
  uint64_t density() const override { return 32; }
  uint64_t memory() const override { return (uint64_t{1} << window_log_) + kTables; }

 private:
  absl::Status Failure(size_t result) const {
    const std::string message = absl::StrCat("zstd: ", ZSTD_getErrorName(result));
    switch (ZSTD_getErrorCode(result)) {
      case ZSTD_error_memory_allocation:
      case ZSTD_error_frameParameter_windowTooLarge:
        return absl::ResourceExhaustedError(
            absl::StrCat(message, " (the limit is ", uint64_t{1} << window_log_, " bytes)"));
      default:
        return absl::DataLossError(message);
    }
  }

  const Stream stream_;
  const int window_log_;
  uint64_t frames_ = 0;    // complete ones
  uint64_t frame_in_ = 0;  // bytes of the present one
  bool between_frames_ = true;
  bool trailing_ = false;
  bool garbage_ = false;
};

}  // namespace

absl::StatusOr<std::unique_ptr<Decompressor>> NewZstdDecompressor(std::string_view head) {
  const int window_log = WindowLogOf(head);
  Stream stream(ZSTD_createDStream());
  if (stream == nullptr ||
      ZSTD_isError(ZSTD_DCtx_setParameter(stream.get(), ZSTD_d_windowLogMax, window_log))) {
    return absl::ResourceExhaustedError("zstd: no memory");
  }
  return std::make_unique<Zstd>(std::move(stream), window_log);
}

}  // namespace claircore::walk
