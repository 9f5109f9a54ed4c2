#ifndef CLAIRCORE_VERSION_RANGE_H_
#define CLAIRCORE_VERSION_RANGE_H_

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/advisory.h"
#include "claircore/version_scheme.h"

namespace claircore::inline v0 {

// A set of versions of one scheme, as an advisory writes it. Immutable and thread-safe; the scheme
// must outlive it. Link //claircore/versions:ranges.
class VersionRangeSet {
 public:
  // Half-open: lower <= key < upper, as bytes. "" as lower: from the beginning.
  struct Interval {
    std::string lower;
    std::string upper;
    bool unbounded = false;  // without an upper end; `upper` is ""
    friend bool operator==(const Interval&, const Interval&) = default;
  };

  // Parses the syntax of the scheme's ecosystem; INVALID_ARGUMENT for what it cannot read.
  //   npm       node-semver's: "^1.2 || ~3.4.5", "1.x", "1.2.3 - 2", ">=1 <2"; not the loose one
  //   cargo     the same operators between commas; a bare "1.2" is "^1.2"
  //   gem       "~> 1.2, != 1.2.5"
  //   pep440    "~=1.2, !=1.2.5, ==1.3.*, ===1.0"
  //   composer  "^1.2 || ~3.4", "1.2.*", "1.0 - 2.0", ">=1,<2"
  //   maven     "[1,2),(3,]"; a bare version is that version alone
  //   nuget     "[1,2)", "1.*"; a bare version is the lowest
  //   others    "< <= = == != > >=" and a version, with commas or spaces for "and", "||" for "or";
  //             maven and nuget read that too
  // And for every scheme "vers:TYPE/>=1|<2", when TYPE is one that the scheme serves.
  static absl::StatusOr<VersionRangeSet> Parse(const VersionScheme& scheme, std::string_view text);

  // The union of an advisory's ranges. "0" and "" as `introduced` are the beginning.
  static absl::StatusOr<VersionRangeSet> FromRanges(const VersionScheme& scheme,
                                                    std::span<const VersionRange> ranges);

  // INVALID_ARGUMENT when `version` is none of the scheme's.
  absl::StatusOr<bool> Contains(std::string_view version) const;

  // Every bound has a sort key. Without, `intervals` is empty and Contains() compares one by one.
  bool has_keys() const { return has_keys_; }
  // Sorted, disjoint, not touching.
  const std::vector<Interval>& intervals() const { return intervals_; }
  // Whether a key is in an interval, by binary search. Requires has_keys().
  bool ContainsKey(std::string_view key) const;

  // What intervals cannot say; Contains() applies it to what lies in them:
  enum class Predicate : uint8_t {
    kNone,
    // A pre-release needs a bound in the same clause with a pre-release of its own three numbers:
    // "^1.2.3-rc.1" takes 1.2.3-rc.2, not 1.3.0-rc.1. npm and cargo.
    kPrereleaseOfSameTriple,
    // PEP 440, as `packaging`'s SpecifierSet.contains(version, prereleases=True): "===" compares
    // text, "<1.0" takes no pre-release of 1.0, ">1.0" neither a post-release nor a local version.
    kPep440,
  };
  Predicate predicate() const { return predicate_; }

  // For parsers: one condition, and all of a clause's must hold. Of the set's clauses one must.
  struct Comparator {
    enum Op : uint8_t {
      kLess,
      kLessEqual,
      kEqual,
      kNotEqual,
      kGreaterEqual,
      kGreater,
      kCompatible,
      kPrefix,
      kNotPrefix,
      kText
    };
    Op op;
    std::string version;
  };
  using Clause = std::vector<Comparator>;

 private:
  VersionRangeSet(const VersionScheme& scheme, std::vector<Clause> clauses, Predicate predicate)
      : scheme_(&scheme), clauses_(std::move(clauses)), predicate_(predicate) {}
  static absl::StatusOr<VersionRangeSet> Build(const VersionScheme& scheme,
                                               std::vector<Clause> clauses, Predicate predicate);
  absl::StatusOr<bool> Satisfies(const Clause& clause, std::string_view version) const;

  const VersionScheme* scheme_;
  std::vector<Clause> clauses_;
  Predicate predicate_;
  bool has_keys_ = false;
  std::vector<Interval> intervals_;
};

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_VERSION_RANGE_H_
