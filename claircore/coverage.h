#ifndef CLAIRCORE_COVERAGE_H_
#define CLAIRCORE_COVERAGE_H_

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/index_report.h"

namespace claircore::inline v0 {

// Why nobody judged a package. JSON: the name behind it.
enum class Unjudged : uint8_t {
  kNoMatcher,            // "no_matcher": no matcher knows its type, or its system
  kFeedNotLoaded,        // "feed_not_loaded": of what its matcher asks for there are no data
  kReleaseUnknown,       // "release_unknown": there are, but of other releases of its system
  kRepositoriesUnknown,  // "repositories_unknown": for which product it was built is not known
  kOwnerUnjudged,        // "owner_unjudged": a system package owns it, and neither was judged
  kNoGroup,              // "no_group": half of its name is missing (Maven's group); what it was
                         // taken for nevertheless is in VulnerabilityReport::assumed_names
  kUnreadableVersion,    // "unreadable_version": advisories speak of it, and its version is none
  kUnfinishedIndex,      // "unfinished_index": of all packages of a report for which IsFinished()
                         // is false; what is known of them may have been found nevertheless
};
inline constexpr size_t kUnjudgedReasons = 8;
std::string_view UnjudgedName(Unjudged reason);
// INVALID_ARGUMENT.
absl::StatusOr<Unjudged> ParseUnjudged(std::string_view name);
// Whether such a reason is about all packages of a system or type, which somebody must load data
// for, and not about one package's own words.
bool ConcernsKind(Unjudged reason);

// Who judged the packages of a report. Every package stands in exactly one list of ids; those are
// in the order of IndexReport::packages.
struct Coverage {
  // A kind of packages: a purl type, and the Distribution::did of the system that they belong to
  // (empty for those of languages, and where no system is known).
  struct Kind {
    std::string type;
    std::string system;
    friend bool operator==(const Kind&, const Kind&) = default;
    friend auto operator<=>(const Kind&, const Kind&) = default;
  };
  // "Clean" or not, somebody looked: data of these updaters speak of such packages. Also what is
  // left to the system package that owns it, with the updaters that judged the owner.
  struct Judged {
    Kind kind;
    std::vector<std::string> updaters;  // sorted
    std::vector<std::string> package_ids;
    friend bool operator==(const Judged&, const Judged&) = default;
  };
  struct NotJudged {
    Unjudged reason = Unjudged::kNoMatcher;
    Kind kind;
    std::vector<std::string> package_ids;
    friend bool operator==(const NotJudged&, const NotJudged&) = default;
  };
  std::vector<Judged> judged;         // by kind, then updaters
  std::vector<NotJudged> not_judged;  // by reason, then kind

  size_t judged_packages() const;
  size_t not_judged_packages() const;
  // The kinds of which no package was judged, at least one for a reason that ConcernsKind():
  // sorted.
  std::vector<Kind> UnjudgedKinds() const;
  friend bool operator==(const Coverage&, const Coverage&) = default;
};

// Whether indexing ended well, as Clair says it. Of anything else "nothing found" means nothing.
bool IsFinished(const IndexReport& report);

}  // namespace claircore::inline v0

#endif  // CLAIRCORE_COVERAGE_H_
