#include <algorithm>
#include <cstdint>
#include <limits>

#include "absl/strings/str_cat.h"
#include "indexer/walk/decompressor.h"
#include "isa-l/igzip_lib.h"

namespace claircore::walk {
namespace {

bool AllZero(std::string_view bytes) {
  return bytes.find_first_not_of('\0') == std::string_view::npos;
}

// Several members one after the other, each with its checksum, as RFC 1952 has it.
class Gzip final : public Decompressor {
 public:
  Gzip() { StartMember(); }

  absl::StatusOr<Progress> Step(std::string_view in, std::span<char> out) override {
    Progress progress;
    while (true) {
      const std::string_view rest = in.substr(progress.consumed);
      if (trailing_) {
        garbage_ = garbage_ || !AllZero(rest);
        progress.consumed = in.size();
        return progress;
      }
      if (state_.block_state == ISAL_BLOCK_FINISH) {
        if (rest.empty()) return progress;
        // The next member, or whatever somebody left behind this one.
        trailing_ = rest.front() != '\x1f';
        if (!trailing_) StartMember();
        continue;
      }
      if (members_ > 1 && !MagicFits(rest)) {
        trailing_ = garbage_ = true;
        continue;
      }
      const int result = Inflate(rest, out.subspan(progress.produced), progress);
      if (result < 0 || result > ISAL_OUT_OVERFLOW) {
        return absl::DataLossError(
            absl::StrCat("gzip: ", Explain(result), ", in member ", members_));
      }
      const bool finished = state_.block_state == ISAL_BLOCK_FINISH;
      if (!finished && (progress.produced == out.size() || state_.avail_in == 0)) {
        return progress;
      }
    }
  }

  absl::Status Finish() override {
    if (trailing_ || state_.block_state == ISAL_BLOCK_FINISH) return absl::OkStatus();
    if (members_ > 1 && member_in_ < 2) {
      garbage_ = true;  // one byte that looked like the begin of a member
      return absl::OkStatus();
    }
    return absl::DataLossError("gzip: the stream is cut off");
  }

  bool trailing_garbage() const override { return garbage_; }
  uint64_t memory() const override { return sizeof(*this); }

 private:
  void StartMember() {
    if (members_++ == 0) {
      isal_inflate_init(&state_);
    } else {
      isal_inflate_reset(&state_);
    }
    state_.crc_flag = ISAL_GZIP;  // the library reads the header and checks the trailer
    member_in_ = 0;
  }

  // Whether the second byte of a member, if `rest` has it, is that of gzip. The library looks only
  // when it has a whole header.
  bool MagicFits(std::string_view rest) const {
    if (member_in_ >= 2 || member_in_ + rest.size() < 2) return true;
    return rest[1 - member_in_] == '\x8b';
  }

  int Inflate(std::string_view in, std::span<char> out, Progress& progress) {
    constexpr size_t kMost = std::numeric_limits<int32_t>::max();
    const auto in_size = static_cast<uint32_t>(std::min(in.size(), kMost));
    const auto out_size = static_cast<uint32_t>(std::min(out.size(), kMost));
    // The library does not write through next_in.
    state_.next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(in.data()));
    state_.avail_in = in_size;
    state_.next_out = reinterpret_cast<uint8_t*>(out.data());
    state_.avail_out = out_size;
    const int result = isal_inflate(&state_);
    progress.consumed += in_size - state_.avail_in;
    progress.produced += out_size - state_.avail_out;
    member_in_ += in_size - state_.avail_in;
    return result;
  }

  static const char* Explain(int result) {
    switch (result) {
      case ISAL_INVALID_BLOCK:
        return "invalid block";
      case ISAL_INVALID_SYMBOL:
        return "invalid symbol";
      case ISAL_INVALID_LOOKBACK:
        return "invalid distance";
      case ISAL_INVALID_WRAPPER:
        return "invalid header";
      case ISAL_UNSUPPORTED_METHOD:
        return "unknown method";
      case ISAL_INCORRECT_CHECKSUM:
        return "wrong checksum";
      default:
        return "damaged";
    }
  }

  inflate_state state_;
  uint64_t members_ = 0;    // begun
  uint64_t member_in_ = 0;  // bytes of the present one
  bool trailing_ = false;
  bool garbage_ = false;
};

}  // namespace

std::unique_ptr<Decompressor> NewGzipDecompressor() { return std::make_unique<Gzip>(); }

}  // namespace claircore::walk
