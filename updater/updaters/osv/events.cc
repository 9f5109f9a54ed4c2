#include "updater/updaters/osv/events.h"

#include <algorithm>
#include <compare>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/status/statusor.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/version_bound.h"

namespace claircore::update {
namespace {

using Kind = OsvEvent::Kind;

bool IsBeginning(const OsvEvent& event) {
  return event.kind == Kind::kIntroduced && (event.version.empty() || event.version == "0");
}

// Sorts by version; false, and nothing moved, when the scheme does not understand one of them.
bool Sort(std::vector<OsvEvent>& events, const VersionScheme* scheme) {
  if (scheme == nullptr) return false;
  struct Readable {
    OsvEvent event;
    std::string version;  // as the scheme reads it
  };
  std::vector<Readable> all;
  for (const OsvEvent& event : events) {
    std::string version = event.version;
    if (!IsBeginning(event) && !scheme->Compare(version, version).ok()) {
      version = internal::FillUpVersion(*scheme, version);
      if (version.empty()) return false;
    }
    all.push_back({event, std::move(version)});
  }
  // Of one version, what ends after it comes last; else the feed's order stands.
  const auto rank = [](const OsvEvent& e) { return e.kind == Kind::kLastAffected ? 1 : 0; };
  std::stable_sort(all.begin(), all.end(), [&](const Readable& a, const Readable& b) {
    if (IsBeginning(a.event) || IsBeginning(b.event)) {
      return IsBeginning(a.event) && !IsBeginning(b.event);
    }
    const auto order = scheme->Compare(a.version, b.version);
    if (!order.ok() || *order == 0) return rank(a.event) < rank(b.event);
    return *order < 0;
  });
  for (size_t i = 0; i < all.size(); ++i) events[i] = std::move(all[i].event);
  return true;
}

// introduced, end, introduced, end, .., perhaps without the last end.
bool PairsUp(const std::vector<OsvEvent>& events) {
  for (size_t i = 0; i < events.size(); ++i) {
    if ((events[i].kind == Kind::kIntroduced) != (i % 2 == 0)) return false;
  }
  return true;
}

// A version before any one limit is inside all of them, so only the greatest counts; "*" is none.
void KeepGreatestLimit(std::vector<OsvEvent>& events) {
  const auto is_limit = [](const OsvEvent& e) { return e.kind == Kind::kLimit; };
  const auto last = std::find_if(events.rbegin(), events.rend(), is_limit);
  if (last == events.rend()) return;
  events.erase(last.base(), events.end());  // nothing past it matters
  const OsvEvent limit = events.back();
  events.erase(std::remove_if(events.begin(), events.end(), is_limit), events.end());
  events.push_back(limit);
}

// One beginning and several ends of which nobody knows the first: a range for each, so that the
// matcher, who meets the odd version too, can say that it does not know.
absl::StatusOr<OsvRanges> EachEnd(std::vector<OsvEvent> events) {
  const auto is_introduced = [](const OsvEvent& e) { return e.kind == Kind::kIntroduced; };
  if (std::count_if(events.begin(), events.end(), is_introduced) != 1) {
    return absl::InvalidArgumentError("events cannot be ordered");
  }
  const std::string introduced = std::find_if(events.begin(), events.end(), is_introduced)->version;
  OsvRanges result;
  for (OsvEvent& event : events) {
    if (event.kind == Kind::kIntroduced) continue;
    result.ranges.push_back(
        {.introduced = introduced,
         .fixed = event.kind == Kind::kFixed ? event.version : "",
         .last_affected = event.kind == Kind::kLastAffected ? event.version : "",
         .limit = event.kind == Kind::kLimit ? event.version : ""});
  }
  return result;
}

}  // namespace

absl::StatusOr<OsvRanges> RangesOfEvents(std::vector<OsvEvent> events,
                                         const VersionScheme* scheme) {
  events.erase(
      std::remove_if(events.begin(), events.end(),
                     [](const OsvEvent& e) { return e.kind == Kind::kLimit && e.version == "*"; }),
      events.end());
  // The most common form needs no order.
  const bool simple = events.size() <= 2 && PairsUp(events);
  if (!simple && !Sort(events, scheme) && !PairsUp(events)) return EachEnd(std::move(events));
  KeepGreatestLimit(events);

  OsvRanges result;
  VersionRange range;
  bool open = false;
  const auto close = [&](std::string VersionRange::*bound, std::string version) {
    open = false;
    const bool exclusive = bound != &VersionRange::last_affected;
    if (exclusive && range.introduced == version && !version.empty()) return;  // holds no version
    range.*bound = std::move(version);
    result.ranges.push_back(std::move(range));
  };
  for (OsvEvent& event : events) {
    if (event.kind == Kind::kIntroduced) {
      if (!open) range = {.introduced = std::move(event.version), .fixed = "", .last_affected = ""};
      open = true;
    } else if (open) {
      if (event.kind == Kind::kFixed) result.newest_fix = event.version;
      close(event.kind == Kind::kFixed          ? &VersionRange::fixed
            : event.kind == Kind::kLastAffected ? &VersionRange::last_affected
                                                : &VersionRange::limit,
            std::move(event.version));
    }
  }
  if (open) close(&VersionRange::fixed, "");
  if (result.ranges.empty()) return absl::InvalidArgumentError("range without versions");
  return result;
}

}  // namespace claircore::update
