#include <algorithm>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/version_range.h"
#include "claircore/versions/npm_parse.h"
#include "claircore/versions/ranges/syntax.h"

namespace claircore::inline v0 {
namespace {

using Interval = VersionRangeSet::Interval;
using Comparator = VersionRangeSet::Comparator;
using Intervals = std::vector<Interval>;

// The first key that is above `key`: no key lies between, as a longer one sorts behind its prefix.
std::string After(std::string key) {
  key.push_back('\0');
  return key;
}

Intervals FromKey(Comparator::Op op, const std::string& key) {
  switch (op) {
    case Comparator::kLess:
      return {{"", key}};
    case Comparator::kLessEqual:
      return {{"", After(key)}};
    case Comparator::kEqual:
      return {{key, After(key)}};
    case Comparator::kNotEqual:
      return {{"", key}, {After(key), "", true}};
    case Comparator::kGreaterEqual:
      return {{key, "", true}};
    default:
      return {{After(key), "", true}};
  }
}

bool EndsBefore(const Interval& a, const Interval& b) {
  if (a.unbounded || b.unbounded) return !a.unbounded;
  return a.upper < b.upper;
}

// Both sorted and disjoint, as is the result.
Intervals Intersect(const Intervals& a, const Intervals& b) {
  Intervals out;
  for (size_t i = 0, j = 0; i < a.size() && j < b.size();) {
    const bool a_ends = EndsBefore(a[i], b[j]);
    const Interval& first = a_ends ? a[i] : b[j];
    Interval both{std::max(a[i].lower, b[j].lower), first.upper, first.unbounded};
    if (both.unbounded || both.lower < both.upper) out.push_back(std::move(both));
    ++(a_ends ? i : j);
  }
  return out;
}

// Sorts, and joins what overlaps or touches.
Intervals Union(Intervals all) {
  std::sort(all.begin(), all.end(),
            [](const Interval& a, const Interval& b) { return a.lower < b.lower; });
  Intervals out;
  for (Interval& next : all) {
    if (!out.empty() && (out.back().unbounded || next.lower <= out.back().upper)) {
      if (EndsBefore(out.back(), next)) {
        out.back().upper = next.upper;
        out.back().unbounded = next.unbounded;
      }
    } else {
      out.push_back(std::move(next));
    }
  }
  return out;
}

bool Holds(Comparator::Op op, std::weak_ordering order) {
  switch (op) {
    case Comparator::kLess:
      return order < 0;
    case Comparator::kLessEqual:
      return order <= 0;
    case Comparator::kEqual:
      return order == 0;
    case Comparator::kNotEqual:
      return order != 0;
    case Comparator::kGreaterEqual:
      return order >= 0;
    default:
      return order > 0;
  }
}

// Of Cargo's bounds that leave numbers out: "<=2" is 2 and what begins with it, but no pre-release.
bool IsNoPrerelease(const Comparator& comparator, VersionRangeSet::Predicate predicate) {
  return predicate == VersionRangeSet::Predicate::kPrereleaseOfSameTriple &&
         comparator.op == Comparator::kNotPrefix;
}

// Whether a version is a pre-release whose numbers begin with `prefix` ("2", "2.3").
bool IsPrereleaseOf(std::string_view prefix, std::string_view version) {
  versions::SemverParts v;
  if (!versions::ParseNpm(version, v).ok() || v.pre.empty()) return false;
  const size_t dot = prefix.find('.');
  return v.major == prefix.substr(0, dot) &&
         (dot == std::string_view::npos || v.minor == prefix.substr(dot + 1));
}

bool PrereleaseAllowed(const VersionRangeSet::Clause& clause, std::string_view version) {
  versions::SemverParts v;
  if (!versions::ParseNpm(version, v).ok() || v.pre.empty()) return true;
  for (const Comparator& comparator : clause) {
    versions::SemverParts bound;
    if (!versions::ParseNpm(comparator.version, bound).ok() || bound.pre.empty()) continue;
    bound.pre = v.pre;
    if (versions::CompareSemver(bound, v) == 0) return true;
  }
  return false;
}

}  // namespace

absl::StatusOr<VersionRangeSet> VersionRangeSet::Build(const VersionScheme& scheme,
                                                       std::vector<Clause> clauses,
                                                       Predicate predicate) {
  VersionRangeSet set(scheme, std::move(clauses), predicate);
  set.has_keys_ = true;
  Intervals all;
  for (const Clause& clause : set.clauses_) {
    Intervals part = {{"", "", true}};
    for (const Comparator& comparator : clause) {
      if (IsNoPrerelease(comparator, predicate)) continue;  // Satisfies() says it
      if (predicate == Predicate::kPep440) {
        CLAIRCORE_ASSIGN_OR_RETURN(Intervals more, versions::Pep440Intervals(scheme, comparator));
        part = Intersect(part, more);
        continue;
      }
      if (scheme.name() == "pep440" && comparator.op == Comparator::kLessEqual) {
        // Whoever does not speak of local versions means them too.
        CLAIRCORE_ASSIGN_OR_RETURN(Intervals most, versions::Pep440Intervals(scheme, comparator));
        part = Intersect(part, most);
        continue;
      }
      std::string key;
      CLAIRCORE_ASSIGN_OR_RETURN(const bool has_key, scheme.AppendSortKey(comparator.version, key));
      if (has_key) {
        part = Intersect(part, FromKey(comparator.op, key));
      } else {
        set.has_keys_ = false;  // and go on: every bound is checked
      }
    }
    all.insert(all.end(), part.begin(), part.end());
  }
  if (set.has_keys_) set.intervals_ = Union(std::move(all));
  return set;
}

absl::StatusOr<VersionRangeSet> VersionRangeSet::FromRanges(const VersionScheme& scheme,
                                                            std::span<const VersionRange> ranges) {
  std::vector<Clause> clauses;
  for (const VersionRange& range : ranges) {
    Clause clause;
    if (!range.introduced.empty() && range.introduced != "0") {
      clause.push_back({Comparator::kGreaterEqual, range.introduced});
    }
    if (!range.fixed.empty()) {
      clause.push_back({Comparator::kLess, range.fixed});
    } else if (!range.last_affected.empty()) {
      clause.push_back({Comparator::kLessEqual, range.last_affected});
    } else if (!range.limit.empty()) {
      clause.push_back({Comparator::kLess, range.limit});
    }
    clauses.push_back(std::move(clause));
  }
  return Build(scheme, std::move(clauses), Predicate::kNone);
}

absl::StatusOr<VersionRangeSet> VersionRangeSet::Parse(const VersionScheme& scheme,
                                                       std::string_view text) {
  const std::string_view name = scheme.name();
  text = versions::TrimSpaces(text);
  constexpr size_t kMaxLength = 64 * 1024;  // far beyond any advisory's
  if (text.size() > kMaxLength) return versions::InvalidRange(text, kMaxLength, "too long");
  absl::StatusOr<std::vector<Clause>> clauses;
  Predicate predicate = Predicate::kNone;
  const bool comparators = text.find_first_of("<>=!") == 0;
  if (text.substr(0, 5) == "vers:") {
    clauses = versions::ParseVers(scheme, text);
    return clauses.ok() ? Build(scheme, *std::move(clauses), predicate) : clauses.status();
  }
  if (name == "npm") {
    predicate = Predicate::kPrereleaseOfSameTriple;
    clauses = versions::ParseNpmRange(text);
  } else if (name == "cargo") {
    predicate = Predicate::kPrereleaseOfSameTriple;
    clauses = versions::ParseCargoRange(text);
  } else if (name == "gem") {
    clauses = versions::ParseGemRange(text);
  } else if (name == "pep440") {
    predicate = Predicate::kPep440;
    clauses = versions::ParsePep440Range(text);
  } else if (name == "composer") {
    clauses = versions::ParseComposerRange(text);
  } else if (name == "maven" && !comparators) {
    clauses = versions::ParseBracketRange(text, Comparator::kEqual);
  } else if (name == "nuget" && !comparators) {
    clauses = versions::ParseBracketRange(text, Comparator::kGreaterEqual);
  } else {
    clauses = versions::ParsePlainRange(text, name == "dpkg" || name == "opkg");
  }
  if (!clauses.ok()) return clauses.status();
  return Build(scheme, *std::move(clauses), predicate);
}

bool VersionRangeSet::ContainsKey(std::string_view key) const {
  const auto after = std::upper_bound(
      intervals_.begin(), intervals_.end(), key,
      [](std::string_view k, const Interval& interval) { return k < interval.lower; });
  if (after == intervals_.begin()) return false;
  const Interval& interval = *std::prev(after);
  return interval.unbounded || key < interval.upper;
}

absl::StatusOr<bool> VersionRangeSet::Satisfies(const Clause& clause,
                                                std::string_view version) const {
  for (const Comparator& comparator : clause) {
    if (predicate_ == Predicate::kPep440) {
      if (!versions::SatisfiesPep440(comparator, version)) return false;
      continue;
    }
    if (IsNoPrerelease(comparator, predicate_)) {
      if (IsPrereleaseOf(comparator.version, version)) return false;
      continue;
    }
    CLAIRCORE_ASSIGN_OR_RETURN(const auto order, scheme_->Compare(version, comparator.version));
    if (!Holds(comparator.op, order)) return false;
  }
  return predicate_ != Predicate::kPrereleaseOfSameTriple || PrereleaseAllowed(clause, version);
}

absl::StatusOr<bool> VersionRangeSet::Contains(std::string_view version) const {
  std::string key;
  CLAIRCORE_ASSIGN_OR_RETURN(const bool has_key, scheme_->AppendSortKey(version, key));
  if (has_key && has_keys_) {
    const bool in_interval = ContainsKey(key);
    if (!in_interval || predicate_ == Predicate::kNone) return in_interval;
  }
  CLAIRCORE_RETURN_IF_ERROR(scheme_->Compare(version, version).status());
  for (const Clause& clause : clauses_) {
    CLAIRCORE_ASSIGN_OR_RETURN(const bool satisfied, Satisfies(clause, version));
    if (satisfied) return true;
  }
  return false;
}

}  // namespace claircore::inline v0
