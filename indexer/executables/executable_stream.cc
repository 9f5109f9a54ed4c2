#include "indexer/executables/executable_stream.h"

#include <algorithm>

namespace claircore::executables {
namespace {

constexpr uint64_t kHeadBytes = 8192;

}  // namespace

bool ExecutableStream::Feed(std::string_view bytes) {
  if (done_) return false;
  if (!begun_) {
    const auto wanted = static_cast<size_t>(std::min(kHeadBytes, file_size_));
    // Nearly always the first piece holds the whole head.
    if (head_.empty() && bytes.size() >= wanted) {
      done_ = !Begin(ReadLayout(bytes.substr(0, wanted)), bytes.substr(0, wanted));
    } else {
      head_.append(bytes);
      if (head_.size() < wanted) return true;
      const std::string_view head = std::string_view(head_).substr(0, wanted);
      done_ = !Begin(ReadLayout(head), head);
      bytes = head_;
    }
    begun_ = true;
  }
  if (!done_) done_ = !Take(offset_, bytes);
  offset_ += bytes.size();
  if (!head_.empty()) std::string().swap(head_);
  return !done_;
}

void MergeRanges(std::vector<Range>& ranges) {
  std::sort(ranges.begin(), ranges.end(),
            [](const Range& a, const Range& b) { return a.begin < b.begin; });
  size_t kept = 0;
  for (size_t i = 1; i < ranges.size(); ++i) {
    if (ranges[i].begin <= ranges[kept].end) {
      ranges[kept].end = std::max(ranges[kept].end, ranges[i].end);
    } else {
      ranges[++kept] = ranges[i];
    }
  }
  if (!ranges.empty()) ranges.resize(kept + 1);
}

std::string_view Clip(uint64_t& offset, std::string_view bytes, const Range& range) {
  if (offset < range.begin) {
    bytes.remove_prefix(std::min<uint64_t>(range.begin - offset, bytes.size()));
    offset = range.begin;
  }
  if (offset >= range.end) return {};
  return bytes.substr(0, std::min<uint64_t>(range.end - offset, bytes.size()));
}

}  // namespace claircore::executables
