#ifndef MATCHER_COMPILED_INDEX_H_
#define MATCHER_COMPILED_INDEX_H_

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "claircore/internal/hash_map.h"
#include "claircore/match_engine.h"
#include "claircore/version_scheme.h"
#include "claircore/vulnerability_report.h"
#include "matcher/index/segment.h"

namespace claircore::matcher {

class ArtifactNames;

// Of what an update operation speaks: for direct mode, which has no segments of all of it.
struct Namespaces {
  std::string updater;
  std::string ref;                                             // UpdateOperation::ref
  std::vector<std::pair<std::string, std::string>> ns_scheme;  // each once
};
using NamespacesList = std::vector<std::shared_ptr<const Namespaces>>;

// The current segments of all updaters and what a report says of their age. Immutable: matching
// keeps the one it began with.
class CompiledIndex {
 public:
  // `segments` in the order that breaks ties between advisories of one name: by updater.
  // `namespaces`: what there are data of beside that of the segments.
  CompiledIndex(std::vector<std::shared_ptr<const Segment>> segments,
                std::vector<Freshness> freshness, NamespacesList namespaces = {});
  ~CompiledIndex();

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
    uint64_t seed = 0;     // of its names' hashes
    uint32_t sources = 0;  // whose data these are: for updaters()
    std::vector<Place> places;
  };
  // Null: no advisory speaks of that namespace under that scheme.
  const Space* Find(std::string_view ns, std::string_view scheme) const;
  // The updaters that a Space's `sources` stands for, sorted. Equal ones have one number.
  std::span<const std::string_view> updaters(uint32_t sources) const { return sources_[sources]; }
  size_t sources() const { return sources_.size(); }
  // Whether any data speak of `ns` under any scheme; of any namespace that begins as `ns` does up
  // to its first ':', as "Debian:12" and "Debian:13" do.
  bool HasNamespace(std::string_view ns) const { return namespaces_.contains(ns); }
  bool HasFamily(std::string_view ns) const { return families_.contains(Family(ns)); }
  const ArtifactNames& artifacts() const { return *artifacts_; }
  static std::string_view Family(std::string_view ns) { return ns.substr(0, ns.find(':')); }

  const Segment& segment(uint32_t rank) const { return *segments_[rank]; }
  const std::vector<std::shared_ptr<const Segment>>& segments() const { return segments_; }
  const std::vector<Freshness>& freshness() const { return freshness_; }
  const NamespacesList& namespaces() const { return namespaces_list_; }
  MatchEngine::IndexSize Size() const;
  // OK as long as nothing that was asked of any segment was damaged. Who looked things up asks for
  // it before he concludes anything from them.
  absl::Status damage() const {
    for (const auto& segment : segments_) {
      if (segment->damaged()) return segment->damage();
    }
    return absl::OkStatus();
  }

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
  void NumberSources(const std::map<Space*, std::vector<std::string_view>>& updaters);

  std::vector<std::shared_ptr<const Segment>> segments_;
  std::vector<Freshness> freshness_;
  NamespacesList namespaces_list_;
  // Views into segments_ and namespaces_list_.
  internal::HashMap<Name, Space> spaces_;
  std::vector<std::vector<std::string_view>> sources_;
  internal::HashSet<std::string_view> namespaces_, families_;
  std::unique_ptr<const ArtifactNames> artifacts_;
};

}  // namespace claircore::matcher

#endif  // MATCHER_COMPILED_INDEX_H_
