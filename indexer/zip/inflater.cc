#include "indexer/zip/inflater.h"

#include <algorithm>

#include "absl/status/status.h"
#include "claircore/internal/status_macros.h"
#include "indexer/zip/directory.h"

namespace claircore::zip {
namespace {

// Also how much is done between two looks at the context.
constexpr size_t kPiece = 64 << 10;

}  // namespace

Inflater::Inflater(const Context& context, const RandomAccessSource& source, Budget& budget)
    : context_(context), source_(source), budget_(budget) {
  isal_inflate_init(&state_);
}

void Inflater::Start(uint64_t begin, uint64_t packed_size) {
  next_ = begin;
  end_ = begin + packed_size;
  isal_inflate_reset(&state_);
  state_.avail_in = 0;
}

absl::StatusOr<size_t> Inflater::Read(std::span<char> out) {
  size_t done = 0;
  while (done < out.size() && state_.block_state != ISAL_BLOCK_FINISH) {
    CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    if (state_.avail_in == 0 && next_ < end_) {
      const auto n = static_cast<size_t>(std::min<uint64_t>(end_ - next_, kPiece));
      CLAIRCORE_RETURN_IF_ERROR(budget_.SpendBytes(n));
      CLAIRCORE_RETURN_IF_ERROR(ReadExactly(source_, next_, n, in_));
      next_ += n;
      state_.next_in = reinterpret_cast<uint8_t*>(in_.data());
      state_.avail_in = static_cast<uint32_t>(n);
    }
    const uint32_t had_in = state_.avail_in;
    const auto room = static_cast<uint32_t>(std::min(out.size() - done, kPiece));
    state_.next_out = reinterpret_cast<uint8_t*>(out.data() + done);
    state_.avail_out = room;
    const int result = isal_inflate(&state_);
    if (result < 0 || result > ISAL_OUT_OVERFLOW) {
      return absl::DataLossError("damaged zip: a member does not inflate");
    }
    const size_t n = room - state_.avail_out;
    CLAIRCORE_RETURN_IF_ERROR(budget_.SpendBytes(n));
    done += n;
    if (n == 0 && had_in == state_.avail_in && state_.block_state != ISAL_BLOCK_FINISH) {
      return absl::DataLossError("damaged zip: a member is cut off");
    }
  }
  return done;
}

void Inflater::Save(Point& point) const {
  point.state = state_;
  point.next = next_ - state_.avail_in;
}

void Inflater::Restore(const Point& point) {
  state_ = point.state;
  state_.avail_in = 0;
  next_ = point.next;
}

}  // namespace claircore::zip
