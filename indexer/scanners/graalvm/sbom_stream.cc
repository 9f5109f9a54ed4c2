#include "indexer/scanners/graalvm/sbom_stream.h"

#include <algorithm>
#include <cstring>

#include "indexer/executables/inflate.h"

namespace claircore::scanners {
namespace {

using executables::Clip;
using executables::Layout;
using executables::Range;
using executables::Segment;

constexpr size_t kGroup = 8;
constexpr size_t kEnough = 1024;  // compressed bytes that decide
constexpr size_t kMaxTried = 1000;
constexpr std::string_view kGzip("\x1f\x8b\x08", 3);

// The position of the first group of 8 bytes that begins like a gzip stream.
size_t FindGzip(std::string_view bytes) {
  uint32_t magic = 0, mask = 0;
  std::memcpy(&magic, "\x1f\x8b\x08\x00", 4);
  std::memcpy(&mask, "\xff\xff\xff\x00", 4);
  const size_t groups = bytes.size() / kGroup;
  for (size_t i = 0; i < groups; ++i) {
    uint32_t word = 0;
    std::memcpy(&word, bytes.data() + i * kGroup, sizeof(word));
    if ((word & mask) == magic) return i * kGroup;
  }
  return std::string_view::npos;
}

bool IsSbom(std::string_view compressed) {
  constexpr size_t kShown = 16 << 10;
  const std::string text = executables::InflateBeginning(compressed.substr(0, kEnough),
                                                         executables::Wrapper::kGzip, kShown);
  const size_t first = text.find_first_not_of(" \t\r\n");
  return first != text.npos && text[first] == '{' && text.find("\"CycloneDX\"") != text.npos;
}

}  // namespace

bool SbomStream::Begin(const Layout& layout, std::string_view) {
  if (!layout.complete) return false;
  for (const Segment& segment : layout.segments) {
    if (!segment.writable || segment.executable) continue;
    data_.push_back({segment.offset, segment.offset + segment.size});
  }
  MergeRanges(data_);
  return !data_.empty();
}

bool SbomStream::Take(uint64_t offset, std::string_view bytes) {
  for (const Range& range : data_) {
    uint64_t at = offset;
    const std::string_view part = Clip(at, bytes, range);
    if (part.empty()) continue;
    if (at != next_) {
      if (!Decide(true)) return false;  // the end of another range
      carry_.clear();
    }
    next_ = at + part.size();
    if (!Search(at, part)) return false;
  }
  if (offset + bytes.size() < std::min(data_.back().end, file_size())) return true;
  Decide(true);
  return false;
}

// False: the search is over.
bool SbomStream::Search(uint64_t offset, std::string_view bytes) {
  if (!compressed_.empty()) {
    compressed_.append(bytes.substr(0, kMaxCompressed - compressed_.size()));
    return compressed_.size() < kMaxCompressed;
  }
  if (!candidate_.empty()) {
    candidate_.append(bytes);
    return Decide(false);
  }
  if (!carry_.empty()) {
    const size_t missing = std::min(kGroup - carry_.size(), bytes.size());
    carry_.append(bytes.substr(0, missing));
    bytes.remove_prefix(missing);
    if (carry_.size() < kGroup) return true;
    if (carry_.starts_with(kGzip)) {
      candidate_.swap(carry_);
      carry_.clear();
      candidate_.append(bytes);
      return Decide(false);
    }
    carry_.clear();
  } else {
    const size_t skip = (kGroup - offset % kGroup) % kGroup;
    bytes.remove_prefix(std::min(skip, bytes.size()));
  }
  const size_t at = FindGzip(bytes);
  if (at != bytes.npos) {
    candidate_.assign(bytes.substr(at));
    return Decide(false);
  }
  carry_.assign(bytes.substr(bytes.size() - bytes.size() % kGroup));
  return true;
}

// Looks at `candidate_` once there is enough of it, and then at what else begins within it.
bool SbomStream::Decide(bool at_end) {
  if (!compressed_.empty()) return !at_end;
  size_t from = 0;
  while (from < candidate_.size()) {
    const std::string_view rest = std::string_view(candidate_).substr(from);
    if (rest.size() < kEnough && !at_end) {
      candidate_.erase(0, from);
      return true;
    }
    if (IsSbom(rest)) {
      compressed_ = std::string(rest.substr(0, kMaxCompressed));
      candidate_.clear();
      return !at_end && compressed_.size() < kMaxCompressed;
    }
    if (++tried_ == kMaxTried) return false;
    from += kGroup;
    const size_t next = from < candidate_.size() ? FindGzip(rest.substr(kGroup)) : rest.npos;
    if (next == rest.npos) break;
    from += next;
  }
  carry_ = candidate_.substr(candidate_.size() - candidate_.size() % kGroup);
  candidate_.clear();
  return true;
}

}  // namespace claircore::scanners
