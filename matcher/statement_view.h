#ifndef MATCHER_STATEMENT_VIEW_H_
#define MATCHER_STATEMENT_VIEW_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "absl/status/statusor.h"
#include "claircore/matcher.h"
#include "matcher/index/segment.h"
#include "matcher/tri.h"

namespace claircore::matcher {

// A statement as Matcher::Judge() sees it. One thread.
class StatementView final : public VulnerabilityView {
 public:
  StatementView(const Segment& segment, uint32_t statement, Tri in_range, std::string reason);

  std::string_view updater() const override { return segment_.meta().updater; }
  const Verdict& by_range() const override { return by_range_; }
  absl::StatusOr<const Advisory*> advisory() const override;
  absl::StatusOr<const Affected*> affected() const override;

 private:
  const Segment& segment_;
  const Statement& statement_;
  Verdict by_range_;
  mutable std::optional<absl::StatusOr<Advisory>> advisory_;  // decoded when asked for
};

}  // namespace claircore::matcher

#endif  // MATCHER_STATEMENT_VIEW_H_
