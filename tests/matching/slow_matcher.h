#ifndef TESTS_MATCHING_SLOW_MATCHER_H_
#define TESTS_MATCHING_SLOW_MATCHER_H_

#include <compare>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "claircore/advisory.h"
#include "claircore/coverage.h"
#include "claircore/index_report.h"
#include "claircore/version_scheme.h"
#include "claircore/vulnerability_report.h"

namespace claircore::inline v0::testing {

// One verdict, as a person would say it.
struct Line {
  enum class Kind { kAffected, kNotAffected, kIndeterminate };
  std::string package_id;
  Kind kind = Kind::kAffected;
  std::string name;
  std::string updater;
  std::string ns{};       // empty for kIndeterminate, as reports do not say it
  std::string package{};  // likewise, as the two below
  std::vector<VersionRange> ranges{};
  std::string fixed_in_version{};
  friend bool operator==(const Line&, const Line&) = default;
  friend auto operator<=>(const Line&, const Line&) = default;
};
using Lines = std::set<Line>;

// A matcher by plain loops over the advisories, with nothing of the engine but
// VersionScheme::Compare(): slow, and short enough to be believed.
class SlowMatcher {
 public:
  // `schemes` must outlive the matcher.
  explicit SlowMatcher(const VersionSchemeSet& schemes) : schemes_(schemes) {}
  void Add(const std::string& updater, const Advisory& advisory);
  // `fates`, if any, gets what became of each package, by id: "judged by UPDATER UPDATER", or the
  // name of an Unjudged.
  using Fates = std::map<std::string, std::string>;
  Lines Match(const IndexReport& report, Fates* fates = nullptr) const;
  // How many of a report's packages any advisory speaks of, at whatever version.
  size_t CountWithCandidates(const IndexReport& report) const;

 private:
  struct Statement {
    std::string updater;
    const Advisory* advisory;
    const Affected* affected;
  };
  // What became of one package, and whether it answers for what it owns.
  struct Fate {
    std::set<std::string> updaters;
    bool named = false;
    Unjudged reason = Unjudged::kNoMatcher;
  };
  Fate Judge(const IndexReport& report, const std::string& id,
             const std::vector<Environment>& environments, Lines& lines) const;
  std::vector<PackageKey> TakenFor(const Package& package) const;
  Unjudged WhyNot(const Package& package, const std::set<PackageKey>& wanted) const;
  bool HasFamily(const std::string& ns) const;

  const VersionSchemeSet& schemes_;
  std::vector<std::shared_ptr<const Advisory>> advisories_;
  // By package, or the loops over real feeds would never end.
  std::map<PackageKey, std::vector<Statement>> statements_;
  // (namespace, scheme) -> whose advisories these are.
  std::map<std::pair<std::string, std::string>, std::set<std::string>> namespaces_;
};

// The same of an engine's report.
Lines LinesOf(const VulnerabilityReport& report);

SlowMatcher::Fates FatesOf(const VulnerabilityReport& report);

// Prints what is in one only; empty when they are equal.
std::string Difference(const Lines& expected, const Lines& actual);

}  // namespace claircore::inline v0::testing

#endif  // TESTS_MATCHING_SLOW_MATCHER_H_
