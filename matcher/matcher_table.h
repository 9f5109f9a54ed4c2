#ifndef MATCHER_MATCHER_TABLE_H_
#define MATCHER_MATCHER_TABLE_H_

#include <span>
#include <string_view>
#include <vector>

#include "claircore/internal/hash_map.h"
#include "claircore/matcher.h"

namespace claircore::matcher {

// Which matchers are asked about a package, by its type: of twenty, mostly one or two. Immutable.
class MatcherTable {
 public:
  explicit MatcherTable(MatcherSet matchers);
  // In the order of the set. Lives as long as the table.
  std::span<const Matcher* const> For(std::string_view type) const;

 private:
  using Row = std::vector<const Matcher*>;
  MatcherSet matchers_;
  internal::HashMap<std::string_view, Row> by_type_;  // views of what matchers_ said
  Row any_type_;                                      // of types that no matcher named
};

}  // namespace claircore::matcher

#endif  // MATCHER_MATCHER_TABLE_H_
