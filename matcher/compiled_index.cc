#include "matcher/compiled_index.h"

#include <algorithm>
#include <cstdint>
#include <map>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "matcher/artifact_names.h"

namespace claircore::matcher {

CompiledIndex::CompiledIndex(std::vector<std::shared_ptr<const Segment>> segments,
                             std::vector<Freshness> freshness, NamespacesList namespaces)
    : segments_(std::move(segments)),
      freshness_(std::move(freshness)),
      namespaces_list_(std::move(namespaces)),
      artifacts_(std::make_unique<ArtifactNames>(*this)) {
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
  for (const auto& one : namespaces_list_) {
    for (const auto& [ns, scheme] : one->ns_scheme) {
      Space& space = spaces_[Name{ns, scheme}];
      if (!space.ns.empty()) continue;
      space.ns = ns;
      space.scheme_name = scheme;
    }
  }
  std::map<Space*, std::vector<std::string_view>> updaters;  // nothing moves from here on
  for (auto& [name, space] : spaces_) {
    namespaces_.insert(space.ns);
    families_.insert(Family(space.ns));
    std::vector<std::string_view>& list = updaters[&space];
    for (const Place& place : space.places) {
      list.push_back(segments_[place.rank]->meta().updater);
    }
  }
  for (const auto& one : namespaces_list_) {
    for (const auto& [ns, scheme] : one->ns_scheme) {
      updaters[&spaces_.find(Name{ns, scheme})->second].push_back(one->updater);
    }
  }
  NumberSources(updaters);
}

CompiledIndex::~CompiledIndex() = default;

void CompiledIndex::NumberSources(const std::map<Space*, std::vector<std::string_view>>& updaters) {
  std::map<std::vector<std::string_view>, uint32_t> numbers;
  for (auto [space, list] : updaters) {
    std::sort(list.begin(), list.end());
    list.erase(std::unique(list.begin(), list.end()), list.end());
    const auto [it, added] = numbers.try_emplace(list, static_cast<uint32_t>(sources_.size()));
    if (added) sources_.push_back(list);
    space->sources = it->second;
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
    size.advisories += segment->statement_count();
    size.ranges += segment->ranges();
    size.bytes_hot += segment->bytes_hot();
    size.bytes_cold += segment->bytes_cold();
  }
  return size;
}

}  // namespace claircore::matcher
