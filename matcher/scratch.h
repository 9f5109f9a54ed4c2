#ifndef MATCHER_SCRATCH_H_
#define MATCHER_SCRATCH_H_

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

#include "claircore/coverage.h"
#include "claircore/index_report.h"
#include "claircore/matcher.h"
#include "claircore/version_scheme.h"
#include "claircore/vulnerability_report.h"
#include "matcher/index/cold.h"

namespace claircore::matcher {

// What a record and a statement come to.
enum class Outcome : uint8_t { kHit, kNotAffected, kVeto, kIndeterminate };

struct Finding {
  uint32_t rank;       // of the segment in the index
  uint32_t statement;  // in the segment
  Outcome outcome;
  uint32_t reason;  // of Scratch::reasons, for kIndeterminate
  // kHit: the candidate of the segment whose range ends with the fix to show, plus one; 0: none.
  uint32_t fix;
  uint64_t ref() const { return uint64_t{rank} << 32 | statement; }
};

// A key that a matcher named.
struct WantedKey {
  std::string_view ns, name, scheme, version;
  const Matcher* judge = nullptr;  // null: range and scheme decide
  uint32_t order = 0;              // in which matchers named the keys of a record
  bool SamePackage(const WantedKey& o) const {
    return ns == o.ns && name == o.name && scheme == o.scheme;
  }
  friend bool operator<(const WantedKey& a, const WantedKey& b) {
    return std::tie(a.ns, a.name, a.scheme, a.version, a.order) <
           std::tie(b.ns, b.name, b.scheme, b.version, b.order);
  }
};

// Names of which only the artifact is known: what a matcher gave to KeySink::AddArtifact().
struct WantedArtifact {
  std::string_view ns, artifact, scheme, version, like;
  const Matcher* judge = nullptr;
};

// A version as its scheme sees it.
struct ParsedVersion {
  enum class State : uint8_t { kKey, kNoKey, kInvalid };
  const VersionScheme* scheme = nullptr;
  std::string_view version;
  State state = State::kInvalid;
  // A name that its scheme orders only so that there is an order, as Composer's branches: equal to
  // itself, but neither before nor after a bound.
  bool unplaced = false;
  uint64_t prefix = 0;
  std::string key;
  // How much of `key` is the version without what bounds do not speak of (PEP 440's "+cpu"); 0:
  // all.
  size_t public_size = 0;
  std::string problem;  // why, where it cannot be compared
};

// On what the verdicts on a record rest, and if on nothing, why.
struct Basis {
  std::vector<uint32_t> sources;  // CompiledIndex::Space::sources, each once, in order of the keys
  bool named = false;             // some advisory speaks of the package's name
  bool unreadable = false;        // some verdict was not made as the version does not parse
  std::optional<Unjudged> declined;  // the first matcher's reason, and where it would have looked
  std::string_view declined_ns;
  std::vector<AssumedName> assumed;  // as what the package was looked up beside its own name
};

// Copies texts that must outlive the call that brought them; nothing moves until Clear().
class TextPool {
 public:
  std::string_view Copy(std::string_view text);
  void Clear() {
    block_ = 0;
    used_ = 0;
  }

 private:
  std::vector<std::vector<char>> blocks_;
  size_t block_ = 0;
  size_t used_ = 0;
};

// A package of a report. Lives as long as the report.
struct ReportPlace {
  const std::pair<const std::string, Package>* package = nullptr;  // by the report's key
  std::span<const Environment> environments;
  uint32_t number = UINT32_MAX;  // in the order of the report, from 0
};

// What became of a package: a group of its report's coverage.
struct PackageState {
  uint32_t group;
  bool named;  // some advisory speaks of its name
};

// A finding of one package of a report.
struct ReportRow {
  const std::string* package_id;
  uint64_t ref;
  uint32_t fix;  // Finding::fix
  bool hit;      // else a statement that it is not affected
};

// A vulnerability of a report, with its place in the report's order.
struct NumberedRef {
  uint64_t ref;
  uint32_t fix;
  std::string_view name;
  uint32_t number;
  friend bool operator<(const NumberedRef& a, const NumberedRef& b) {
    return a.ref != b.ref ? a.ref < b.ref : a.fix < b.fix;
  }
};

// One thread's memory, kept from one report to the next, so that candidates cost no allocation.
struct Scratch {
  TextPool texts;
  std::vector<WantedKey> keys;
  std::vector<WantedArtifact> artifacts;
  std::vector<std::string_view> artifact_names;
  Basis basis;                          // of one record
  std::vector<ParsedVersion> versions;  // grows only; the first `versions_used` count
  size_t versions_used = 0;
  std::vector<Finding> findings;  // of one record
  std::vector<std::string> reasons;
  std::vector<std::string_view> names;
  std::vector<uint32_t> listed;
  std::vector<Environment> environments;
  std::vector<const Distribution*> distributions;
  std::vector<const Repository*> repositories;
  std::vector<const Repository*> unmapped;  // the last ones that a RepositoryExtender saw
  std::vector<const Repository*> mapped;    // and what it made of them
  std::vector<PackageState> states;         // by ReportPlace::number
  std::vector<ReportPlace> owned;           // those that wait for their owners' states
  std::vector<ReportRow> rows;
  std::vector<NumberedRef> numbered;
  std::vector<uint32_t> order;
  ColdScratch cold;
};

}  // namespace claircore::matcher

#endif  // MATCHER_SCRATCH_H_
