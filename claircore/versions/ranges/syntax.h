#ifndef CLAIRCORE_VERSIONS_RANGES_SYNTAX_H_
#define CLAIRCORE_VERSIONS_RANGES_SYNTAX_H_

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/version_range.h"
#include "claircore/version_scheme.h"

// Range syntaxes, each read into clauses: a union of intersections of comparators.
namespace claircore::versions {

using Comparator = VersionRangeSet::Comparator;
using Clause = VersionRangeSet::Clause;
using Clauses = std::vector<Clause>;

// More comparators than any advisory has; a hostile range stops here.
inline constexpr size_t kMaxComparators = 10'000;

absl::StatusOr<Clauses> ParseNpmRange(std::string_view text);
absl::StatusOr<Clauses> ParseCargoRange(std::string_view text);
absl::StatusOr<Clauses> ParseGemRange(std::string_view text);
absl::StatusOr<Clauses> ParsePep440Range(std::string_view text);
absl::StatusOr<Clauses> ParseComposerRange(std::string_view text);
// "[1,2),(3,)"; `bare` is the operator of a version without brackets.
absl::StatusOr<Clauses> ParseBracketRange(std::string_view text, Comparator::Op bare);
// "< <= = == != > >=", and Debian's "<<" and ">>".
absl::StatusOr<Clauses> ParsePlainRange(std::string_view text, bool debian);
absl::StatusOr<Clauses> ParseVers(const VersionScheme& scheme, std::string_view text);

// PEP 440's conditions, for a version that parses.
bool SatisfiesPep440(const Comparator& comparator, std::string_view version);
// What of the order they cover, or more: see VersionRangeSet::Predicate::kPep440.
absl::StatusOr<std::vector<VersionRangeSet::Interval>> Pep440Intervals(
    const VersionScheme& scheme, const Comparator& comparator);

// Helpers.
absl::Status InvalidRange(std::string_view text, size_t offset, std::string_view reason);
std::string_view TrimSpaces(std::string_view s);
// Cuts at every `separator`.
std::vector<std::string_view> SplitRange(std::string_view s, std::string_view separator);
// Takes one of "<= >= == != <> < > =" from the front, and the spaces behind it.
std::optional<Comparator::Op> TakeOperator(std::string_view& s);
// Digits plus one, of any length.
std::string Increment(std::string_view digits);

}  // namespace claircore::versions

#endif  // CLAIRCORE_VERSIONS_RANGES_SYNTAX_H_
