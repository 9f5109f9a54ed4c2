#include "matcher/fix.h"

#include <compare>
#include <string_view>

#include "absl/status/statusor.h"
#include "matcher/index/layout.h"
#include "matcher/tri.h"
#include "matcher/version_check.h"

namespace claircore::matcher {
namespace {

bool KnowsFix(const Candidate& c) {
  return (c.flags & (kNoRange | kExact | kNoScheme | kHighUnbounded | kHighInclusive | kLimit)) ==
         0;
}

// Of two fixes whether the first is older. What cannot be told apart is not.
bool Older(const Segment& segment, const VersionScheme* scheme, const Candidate& a,
           const Candidate& b) {
  if ((a.flags | b.flags) & kHighBad) return (a.flags & kHighBad) == 0 && (b.flags & kHighBad) != 0;
  const std::string_view x = segment.text(a.high.text);
  const std::string_view y = segment.text(b.high.text);
  if (((a.flags | b.flags) & kCompare) == 0) return x < y;
  if ((a.flags & b.flags & kCompare) == 0 || scheme == nullptr) return false;
  const auto order = scheme->Compare(x, y);
  return order.ok() && *order < 0;
}

// Whether a fix is above the version, so that it can be one for it.
bool IsAhead(const Segment& segment, const Candidate& c, const ParsedVersion& version) {
  Candidate below = c;
  below.flags |= kLowUnbounded;
  return InRange(segment, below, version) == Tri::kYes;
}

}  // namespace

uint32_t FixAmong(const Segment& segment, std::span<const Candidate> candidates, size_t first,
                  const ParsedVersion& version, bool alone) {
  if (first >= candidates.size()) return 0;  // the segment is damaged, and says so
  const uint32_t statement = candidates[first].statement;
  const uint32_t advisory = segment.statement(statement).advisory;
  const auto same = [&](size_t i) {
    const uint32_t other = candidates[i].statement;
    return other == statement || (!alone && segment.statement(other).advisory == advisory);
  };
  const auto counts = [&](const Candidate& c) {
    if (!KnowsFix(c)) return false;
    const Statement& of = segment.statement(c.statement);
    return c.statement == statement ||
           (of.residual == 0 && of.status == static_cast<uint8_t>(AffectedStatus::kAffected));
  };
  size_t begin = first;
  while (begin > 0 && same(begin - 1)) --begin;
  const Candidate* holding = nullptr;
  const Candidate* ahead = nullptr;
  const Candidate* newest = nullptr;
  size_t end = begin;
  for (; end < candidates.size() && same(end); ++end) {
    const Candidate& c = candidates[end];
    if (!counts(c)) continue;
    const auto older = [&](const Candidate& a, const Candidate& b) {
      return Older(segment, version.scheme, a, b);
    };
    if (newest == nullptr || older(*newest, c)) newest = &c;
    if (InRange(segment, c, version) == Tri::kYes) {
      if (holding == nullptr || older(c, *holding)) holding = &c;
    } else if (IsAhead(segment, c, version)) {
      if (ahead == nullptr || older(c, *ahead)) ahead = &c;
    }
  }
  const bool ordered = version.state != ParsedVersion::State::kInvalid && !version.unplaced;
  const Candidate* const best = holding != nullptr ? holding
                                : ahead != nullptr ? ahead
                                : ordered          ? nullptr
                                                   : newest;
  if (best == nullptr) return 0;
  // Of ranges that end at the same fix, the first one names it: then it is one row of a report.
  for (size_t i = begin; i < end; ++i) {
    const Candidate& c = candidates[i];
    if (counts(c) && c.high.text.offset == best->high.text.offset &&
        c.high.text.size == best->high.text.size &&
        ((c.flags ^ best->flags) & (kCompare | kHighBad)) == 0) {
      return static_cast<uint32_t>(i) + 1;
    }
  }
  return 0;
}

uint32_t FixOf(const VersionScheme& scheme, const Affected& affected, std::string_view version) {
  const VersionRange* holding = nullptr;
  const VersionRange* ahead = nullptr;
  for (const VersionRange& range : affected.ranges) {
    if (range.fixed.empty()) continue;
    const auto below = scheme.Compare(version, range.fixed);
    if (!below.ok() || *below >= 0) continue;
    bool holds = range.introduced.empty() || range.introduced == "0";
    if (!holds) {
      const auto from = scheme.Compare(range.introduced, version);
      holds = from.ok() && *from <= 0;
    }
    const VersionRange*& best = holds ? holding : ahead;
    if (best != nullptr) {
      const auto order = scheme.Compare(range.fixed, best->fixed);
      if (!order.ok() || *order >= 0) continue;
    }
    best = &range;
  }
  const VersionRange* const best = holding != nullptr ? holding : ahead;
  if (best == nullptr) return 0;
  return static_cast<uint32_t>(best - affected.ranges.data()) + 1;
}

}  // namespace claircore::matcher
