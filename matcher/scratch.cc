#include "matcher/scratch.h"

#include <algorithm>
#include <cstring>
#include <string_view>

namespace claircore::matcher {

std::string_view TextPool::Copy(std::string_view text) {
  if (text.empty()) return {};
  while (block_ < blocks_.size() && blocks_[block_].size() - used_ < text.size()) {
    ++block_;
    used_ = 0;
  }
  if (block_ == blocks_.size()) {
    blocks_.emplace_back(std::max<size_t>(text.size(), 4096));
    used_ = 0;
  }
  char* const copy = blocks_[block_].data() + used_;
  std::memcpy(copy, text.data(), text.size());
  used_ += text.size();
  return {copy, text.size()};
}

}  // namespace claircore::matcher
