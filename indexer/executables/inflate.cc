#include "indexer/executables/inflate.h"

#include <algorithm>
#include <limits>
#include <memory>

#include "absl/status/status.h"
#include "isa-l/igzip_lib.h"

namespace claircore::executables {
namespace {

constexpr size_t kPiece = size_t{64} << 10;

enum class End { kFinished, kCutOff, kTooLong, kBroken };

// Appends to `out`, which grows as bytes come and not as the stream promises.
End Run(std::string_view compressed, Wrapper wrapper, size_t max_bytes, std::string& out) {
  if (compressed.size() > std::numeric_limits<uint32_t>::max()) return End::kBroken;
  const auto state = std::make_unique<inflate_state>();
  isal_inflate_init(state.get());
  state->crc_flag = wrapper == Wrapper::kZlib ? ISAL_ZLIB : ISAL_GZIP;
  state->next_in = reinterpret_cast<uint8_t*>(const_cast<char*>(compressed.data()));
  state->avail_in = static_cast<uint32_t>(compressed.size());
  while (true) {
    const size_t size = out.size();
    const size_t room = std::min(kPiece, max_bytes - size);
    // One byte more shows whether there is more.
    char spare = 0;
    if (room != 0) out.resize(size + room);
    state->next_out = reinterpret_cast<uint8_t*>(room != 0 ? out.data() + size : &spare);
    state->avail_out = room != 0 ? static_cast<uint32_t>(room) : 1;
    const uint32_t left = state->avail_in;
    const int result = isal_inflate(state.get());
    const size_t produced = (room != 0 ? room : 1) - state->avail_out;
    if (room != 0) out.resize(size + produced);
    if (result < 0 || result > ISAL_OUT_OVERFLOW) return End::kBroken;
    if (room == 0 && produced != 0) return End::kTooLong;
    if (state->block_state == ISAL_BLOCK_FINISH) return End::kFinished;
    if (produced == 0 && (state->avail_in == 0 || state->avail_in == left)) return End::kCutOff;
  }
}

}  // namespace

absl::StatusOr<std::string> Inflate(std::string_view compressed, Wrapper wrapper,
                                    size_t max_bytes) {
  std::string out;
  switch (Run(compressed, wrapper, max_bytes, out)) {
    case End::kFinished:
      return out;
    case End::kCutOff:
      return absl::DataLossError("compressed data are cut off");
    case End::kTooLong:
      return absl::ResourceExhaustedError("compressed data are larger than " +
                                          std::to_string(max_bytes >> 20) + " MiB");
    case End::kBroken:
      break;
  }
  return absl::DataLossError("compressed data are damaged");
}

std::string InflateBeginning(std::string_view compressed, Wrapper wrapper, size_t max_bytes) {
  std::string out;
  Run(compressed, wrapper, max_bytes, out);
  return out;
}

}  // namespace claircore::executables
