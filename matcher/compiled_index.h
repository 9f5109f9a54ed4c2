#ifndef MATCHER_COMPILED_INDEX_H_
#define MATCHER_COMPILED_INDEX_H_

#include <cstdint>
#include <memory>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/container/flat_hash_map.h"
#include "claircore/match_engine.h"
#include "claircore/version_scheme.h"
#include "claircore/vulnerability_report.h"
#include "matcher/index/segment.h"

namespace claircore::matcher {

// The current segments of all updaters and what a report says of their age. Immutable: matching
// keeps the one it began with.
class CompiledIndex {
 public:
  // `segments` in the order that breaks ties between advisories of one name: by updater.
  CompiledIndex(std::vector<std::shared_ptr<const Segment>> segments,
                std::vector<Freshness> freshness);

  // The segments that have anything in a namespace, so that a name is looked up in one or two of
  // them and not in a hundred.
  struct Place {
    uint32_t rank;   // of the segment
    uint32_t space;  // in the segment
  };
  struct Space {
    std::string_view ns;
    std::string_view scheme_name;
    const VersionScheme* scheme = nullptr;
    uint64_t seed = 0;  // of its names' hashes
    std::vector<Place> places;
  };
  // Null: no advisory speaks of that namespace under that scheme.
  const Space* Find(std::string_view ns, std::string_view scheme) const;

  const Segment& segment(uint32_t rank) const { return *segments_[rank]; }
  const std::vector<std::shared_ptr<const Segment>>& segments() const { return segments_; }
  const std::vector<Freshness>& freshness() const { return freshness_; }
  MatchEngine::IndexSize Size() const;

 private:
  struct Name {
    std::string_view ns, scheme;
    friend bool operator==(const Name&, const Name&) = default;
    template <typename H>
    friend H AbslHashValue(H h, const Name& n) {
      h = H::combine_contiguous(std::move(h), n.ns.data(), n.ns.size());
      h = H::combine_contiguous(std::move(h), n.scheme.data(), n.scheme.size());
      return H::combine(std::move(h), n.ns.size());
    }
  };
  std::vector<std::shared_ptr<const Segment>> segments_;
  std::vector<Freshness> freshness_;
  absl::flat_hash_map<Name, Space> spaces_;  // views into segments_
};

}  // namespace claircore::matcher

#endif  // MATCHER_COMPILED_INDEX_H_
