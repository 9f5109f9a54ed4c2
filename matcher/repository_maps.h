#ifndef MATCHER_REPOSITORY_MAPS_H_
#define MATCHER_REPOSITORY_MAPS_H_

#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/context.h"
#include "claircore/index_report.h"
#include "claircore/internal/hash_map.h"
#include "claircore/matcher.h"
#include "claircore/repository.h"
#include "claircore/vulnerability_report.h"
#include "claircore/vulnerability_store.h"
#include "matcher/scratch.h"

namespace claircore::matcher {

// The current data of one RepositoryMapping. Immutable.
class RepositoryMap {
 public:
  // Takes the table from `previous` (may be null) when it is of the current operation. An updater
  // without data gives an empty map.
  static absl::StatusOr<std::shared_ptr<const RepositoryMap>> Load(const Context& context,
                                                                   VulnerabilityStore& store,
                                                                   const RepositoryMapping& mapping,
                                                                   const RepositoryMap* previous);

  // What `repository` stands for, in the order of addresses, which is that of names; none when that
  // is not known, or when it is of another kind.
  std::span<const Repository* const> Find(const Repository& repository) const;
  // Whether `repository` is of the kind that is looked up here, but there are no data at all.
  bool IsMissingFor(const Repository& repository) const {
    return table_ == nullptr && repository.key == mapping_.from_key;
  }
  // Adds what a report must say, if its image needs the mapping: how old the data are, and which
  // packages these do not help.
  void Report(VulnerabilityReport& report) const;

 private:
  struct Table;
  explicit RepositoryMap(const RepositoryMapping& mapping) : mapping_(mapping) {}
  absl::Status ReadState(const Context& context, VulnerabilityStore& store);
  absl::StatusOr<std::shared_ptr<const Table>> ReadTable(const Context& context,
                                                         VulnerabilityStore& store) const;

  const RepositoryMapping& mapping_;
  Freshness freshness_;
  std::shared_ptr<const Table> table_;  // null: no data
};

// All that the matchers of an engine name, each updater once.
class RepositoryMaps {
 public:
  static absl::StatusOr<std::shared_ptr<const RepositoryMaps>> Load(
      const Context& context, VulnerabilityStore& store,
      std::span<const RepositoryMapping* const> mappings, const RepositoryMaps* previous);

  std::span<const std::shared_ptr<const RepositoryMap>> all() const { return maps_; }

 private:
  std::vector<std::shared_ptr<const RepositoryMap>> maps_;  // in the order of the mappings
};

// Puts mapped repositories into the records of one report; one thread. Most packages of an image
// have the repositories of the last one: these are looked up once.
class RepositoryExtender {
 public:
  RepositoryExtender(const RepositoryMaps& maps, Scratch& scratch)
      : maps_(maps), scratch_(scratch) {
    scratch_.unmapped.clear();
    scratch_.mapped.clear();
  }
  // record.repositories must live as long as the extender.
  void Extend(IndexRecord& record);

 private:
  const RepositoryMaps& maps_;
  Scratch& scratch_;
};

// The mappings of a set of matchers, one an updater.
std::vector<const RepositoryMapping*> MappingsOf(const MatcherSet& matchers);

}  // namespace claircore::matcher

#endif  // MATCHER_REPOSITORY_MAPS_H_
