#include "matcher/compiled_index.h"

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

namespace claircore::matcher {

CompiledIndex::CompiledIndex(std::vector<std::shared_ptr<const Segment>> segments,
                             std::vector<Freshness> freshness)
    : segments_(std::move(segments)), freshness_(std::move(freshness)) {
  for (uint32_t rank = 0; rank < segments_.size(); ++rank) {
    const std::vector<Segment::Space>& spaces = segments_[rank]->spaces();
    for (uint32_t i = 0; i < spaces.size(); ++i) {
      Space& space = spaces_[Name{spaces[i].ns, spaces[i].scheme_name}];
      if (space.places.empty()) {
        space.ns = spaces[i].ns;
        space.scheme_name = spaces[i].scheme_name;
        space.scheme = spaces[i].scheme;
        space.seed = SpaceSeed(space.ns, space.scheme_name);
      }
      space.places.push_back({rank, i});
    }
  }
}

const CompiledIndex::Space* CompiledIndex::Find(std::string_view ns,
                                                std::string_view scheme) const {
  const auto it = spaces_.find(Name{ns, scheme});
  return it == spaces_.end() ? nullptr : &it->second;
}

MatchEngine::IndexSize CompiledIndex::Size() const {
  MatchEngine::IndexSize size;
  for (const auto& segment : segments_) {
    size.advisories += segment->statements().size();
    size.ranges += segment->ranges();
    size.bytes_hot += segment->bytes_hot();
    size.bytes_cold += segment->bytes_cold();
  }
  return size;
}

}  // namespace claircore::matcher
