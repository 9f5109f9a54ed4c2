#include "matcher/matcher_table.h"

#include <algorithm>
#include <span>
#include <string_view>
#include <utility>

namespace claircore::matcher {

MatcherTable::MatcherTable(MatcherSet matchers) : matchers_(std::move(matchers)) {
  for (const auto& matcher : matchers_) {
    for (const std::string_view type : matcher->types()) by_type_[type];
  }
  for (const auto& matcher : matchers_) {
    const std::span<const std::string_view> types = matcher->types();
    const bool any = types.empty();
    if (any) any_type_.push_back(matcher.get());
    for (auto& [type, row] : by_type_) {
      if (any || std::find(types.begin(), types.end(), type) != types.end()) {
        row.push_back(matcher.get());
      }
    }
  }
}

std::span<const Matcher* const> MatcherTable::For(std::string_view type) const {
  const auto it = by_type_.find(type);
  return it == by_type_.end() ? any_type_ : it->second;
}

}  // namespace claircore::matcher
