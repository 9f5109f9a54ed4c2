#include "indexer/scanners/golang/build_info_stream.h"

#include <algorithm>
#include <iterator>

#include "indexer/executables/fields.h"
#include "indexer/scanners/golang/build_info_block.h"

namespace claircore::scanners {
namespace {

using executables::Clip;
using executables::Layout;
using executables::Range;
using executables::Segment;

constexpr uint64_t kMaxKept = uint64_t{64} << 20;

void FreeString(std::string& text) { std::string().swap(text); }

// Whether the block may be one of before Go 1.18. Those have exactly 32 bytes, in a section of
// their own. Go's own linker puts the headers of ELF sections where they can be seen here; other
// linkers put them at the end.
bool MayHavePointers(const Layout& layout, std::string_view head) {
  constexpr uint64_t kOldBlock = 32;
  for (const executables::Section& section : layout.sections) {
    if (section.name == "__go_buildinfo") return section.size == kOldBlock;
  }
  if (layout.headers == 0) return true;
  executables::Fields in(head, layout.big_endian);
  bool possible = false;
  for (size_t i = 0; i < layout.headers && !in.missing(); ++i) {
    const uint64_t at = layout.headers_offset + i * layout.header_size;
    const size_t word = layout.is_64 ? 8 : 4;
    const bool writable = (in.Get(at + 8, word) & 1) != 0;
    possible |= writable && in.Get(at + (layout.is_64 ? 32 : 20), word) == kOldBlock;
  }
  return possible || in.missing();
}

}  // namespace

bool BuildInfoStream::Begin(const Layout& layout, std::string_view head) {
  layout_ = layout;
  marked_ = HasGoMark(head, layout.big_endian);
  for (const Segment& segment : layout.segments) {
    if (!layout.complete || !segment.writable || segment.executable) continue;
    data_.push_back({segment.offset, segment.offset + segment.size});
  }
  // Unknown: it may be anywhere.
  if (data_.empty()) data_.push_back({0, file_size()});
  MergeRanges(data_);
  if (marked_ && MayHavePointers(layout, head)) PlanKeeping();
  return true;
}

bool BuildInfoStream::InData(uint64_t offset) const {
  const auto after =
      std::upper_bound(data_.begin(), data_.end(), offset,
                       [](uint64_t at, const Range& range) { return at < range.begin; });
  return after != data_.begin() && offset < std::prev(after)->end;
}

// Strings lie in segments of their own; where there are none, among the code.
void BuildInfoStream::PlanKeeping() {
  const auto constants = [](const Segment& s) { return !s.writable && !s.executable; };
  // A segment of nothing but headers and tables for the dynamic linker does not count.
  const uint64_t data = data_.front().begin;
  const bool apart = std::any_of(
      layout_.segments.begin(), layout_.segments.end(),
      [&](const Segment& s) { return constants(s) && s.offset != 0 && s.offset < data; });
  for (const Segment& segment : layout_.segments) {
    if (apart && segment.executable) continue;
    keep_.push_back({segment.offset, segment.offset + segment.size});
  }
  MergeRanges(keep_);
}

void BuildInfoStream::Keep(uint64_t offset, std::string_view bytes) {
  for (const Range& range : keep_) {
    uint64_t at = offset;
    const std::string_view part = Clip(at, bytes, range);
    if (part.empty()) continue;
    kept_bytes_ += part.size();
    if (kept_bytes_ > kMaxKept) {
      too_much_ = true;
      std::vector<Piece>().swap(kept_);
      keep_.clear();
      return;
    }
    if (!kept_.empty() && kept_.back().offset + kept_.back().bytes.size() == at) {
      kept_.back().bytes.append(part);
      continue;
    }
    Piece& piece = kept_.emplace_back();
    piece.offset = at;
    const uint64_t expected = std::min(range.end, file_size());
    piece.bytes.reserve(std::min(expected > at ? expected - at : 0, kMaxKept));
    piece.bytes.append(part);
  }
}

bool BuildInfoStream::Take(uint64_t offset, std::string_view bytes) {
  if (!keep_.empty()) Keep(offset, bytes);
  const uint64_t end = offset + bytes.size();
  if (!pointers_.has_value()) {
    if (marked_) {
      if (!Search(offset, bytes)) return Finish();
    } else {
      for (const Range& range : data_) {
        uint64_t at = offset;
        const std::string_view part = Clip(at, bytes, range);
        if (!part.empty() && !Search(at, part)) return Finish();
      }
    }
  }
  const uint64_t last = marked_ && !pointers_.has_value() ? file_size() : data_.back().end;
  if (end >= std::min(last, file_size())) return Finish();
  return true;
}

// False: the search is over.
bool BuildInfoStream::Search(uint64_t offset, std::string_view bytes) {
  if (!block_.empty() && offset == block_at_ + block_.size()) {
    block_.append(bytes);
    return ReadBlock();
  }
  DropBlock();  // its end is not in the data
  // Pieces may be cut anywhere, groups of 16 begin at their multiples.
  if (carry_.empty() || next_ != offset) {
    carry_.clear();
    const size_t skip = (kGoBlockAlignment - offset % kGoBlockAlignment) % kGoBlockAlignment;
    bytes.remove_prefix(std::min(skip, bytes.size()));
    offset += skip;
  } else {
    const size_t missing = std::min(kGoBlockAlignment - carry_.size(), bytes.size());
    carry_.append(bytes.substr(0, missing));
    bytes.remove_prefix(missing);
    offset += missing;
    next_ = offset;
    if (carry_.size() < kGoBlockAlignment) return true;
    if (carry_.starts_with(kGoBlockMagic)) {
      block_at_ = offset - kGoBlockAlignment;
      block_ = carry_;
      carry_.clear();
      block_.append(bytes);
      return ReadBlock();
    }
    carry_.clear();
  }
  const size_t at = FindGoBlock(bytes);
  if (at != bytes.npos) {
    block_at_ = offset + at;
    block_.assign(bytes.substr(at));
    return ReadBlock();
  }
  const size_t rest = bytes.size() % kGoBlockAlignment;
  carry_.assign(bytes.substr(bytes.size() - rest));
  next_ = offset + bytes.size();
  return true;
}

// Reads `block_`, and when it turns out to be none, what else begins within it.
bool BuildInfoStream::ReadBlock() {
  size_t from = block_skip_;
  while (true) {
    const GoBlock block = ReadGoBlock(std::string_view(block_).substr(from));
    const bool in_data = InData(block_at_ + from);
    switch (block.state) {
      case GoBlock::State::kIncomplete:
        // What is in front of it goes when it is the larger part: blocks that each end where the
        // next piece begins must not have 16 MiB moved for a step of 16 bytes.
        block_skip_ = from;
        if (from > block_.size() / 2) {
          block_.erase(0, from);
          block_at_ += from;
          block_skip_ = 0;
        }
        return true;
      case GoBlock::State::kTooLarge:
        if (in_data) {
          status_ = absl::ResourceExhaustedError("the list of Go modules is larger than 16 MiB");
          return false;
        }
        break;
      case GoBlock::State::kInline:
        if (in_data) {
          found_ = {std::string(block.toolchain), std::string(block.modules)};
          return false;
        }
        if (!elsewhere_.has_value()) {
          elsewhere_ = {std::string(block.toolchain), std::string(block.modules)};
        }
        break;
      case GoBlock::State::kPointers:
        if (in_data) {
          pointers_ = {block.toolchain_address, block.modules_address, block.pointer_size,
                       block.big_endian};
          DropBlock();
          // Without what is kept there is nothing to look up: the end is now.
          return !keep_.empty();
        }
        break;
      case GoBlock::State::kNone:
        break;
    }
    from += kGoBlockAlignment;
    const size_t next = from < block_.size() ? FindGoBlock(std::string_view(block_).substr(from))
                                             : std::string_view::npos;
    if (next == std::string_view::npos) break;
    from += next;
  }
  // On with the search behind it.
  next_ = block_at_ + block_.size();
  const size_t rest = block_.size() % kGoBlockAlignment;
  carry_ = block_.substr(block_.size() - rest);
  DropBlock();
  return true;
}

void BuildInfoStream::DropBlock() {
  FreeString(block_);
  block_skip_ = 0;
}

// Always false: no more bytes are needed.
bool BuildInfoStream::Finish() {
  if (!found_.has_value() && status_.ok()) {
    if (pointers_.has_value()) {
      FollowPointers();
    } else if (marked_ && elsewhere_.has_value()) {
      found_ = std::move(elsewhere_);
    }
  }
  std::vector<Piece>().swap(kept_);
  std::vector<Range>().swap(keep_);
  DropBlock();
  FreeString(carry_);
  layout_ = Layout();
  elsewhere_.reset();
  return false;
}

void BuildInfoStream::FollowPointers() {
  if (too_much_) {
    status_ = absl::ResourceExhaustedError(
        "built by a Go before 1.18, and more than 64 MiB of data would have to be kept");
    return;
  }
  const std::string_view toolchain = StringAt(pointers_->toolchain);
  if (!IsGoToolchain(toolchain)) {
    status_ = absl::DataLossError("built by a Go before 1.18, and its version is not in place");
    return;
  }
  found_ = {std::string(toolchain), std::string(StripGoMarks(StringAt(pointers_->modules)))};
}

// All of the bytes or none.
std::string_view BuildInfoStream::At(uint64_t address, uint64_t size) const {
  const std::optional<uint64_t> offset = layout_.OffsetOf(address);
  if (!offset.has_value()) return {};
  for (const Piece& piece : kept_) {
    if (*offset < piece.offset || *offset - piece.offset > piece.bytes.size()) continue;
    const std::string_view rest = std::string_view(piece.bytes).substr(*offset - piece.offset);
    if (size <= rest.size()) return rest.substr(0, size);
  }
  return {};
}

// A Go string: a header with address and length.
std::string_view BuildInfoStream::StringAt(uint64_t address) const {
  const size_t word = pointers_->size;
  const std::string_view header = At(address, 2 * word);
  if (header.empty()) return {};
  executables::Fields in(header, pointers_->big_endian);
  const uint64_t data = in.Get(0, word);
  const uint64_t size = in.Get(word, word);
  return At(data, size);
}

}  // namespace claircore::scanners
