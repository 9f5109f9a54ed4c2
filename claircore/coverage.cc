#include "claircore/coverage.h"

#include <array>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/strings.h"

namespace claircore::inline v0 {
namespace {

constexpr std::array<std::string_view, kUnjudgedReasons> kNames = {
    "no_matcher",     "feed_not_loaded", "release_unknown",    "repositories_unknown",
    "owner_unjudged", "no_group",        "unreadable_version", "unfinished_index"};

template <typename Groups>
size_t Count(const Groups& groups) {
  size_t n = 0;
  for (const auto& group : groups) n += group.package_ids.size();
  return n;
}

}  // namespace

std::string_view UnjudgedName(Unjudged reason) {
  const auto i = static_cast<size_t>(reason);
  return i < kNames.size() ? kNames[i] : kNames[0];
}

absl::StatusOr<Unjudged> ParseUnjudged(std::string_view name) {
  for (size_t i = 0; i < kNames.size(); ++i) {
    if (name == kNames[i]) return static_cast<Unjudged>(i);
  }
  return absl::InvalidArgumentError(
      absl::StrCat("no reason for a package not judged: '", internal::ToAbsl(name), "'"));
}

bool ConcernsKind(Unjudged reason) {
  switch (reason) {
    case Unjudged::kNoMatcher:
    case Unjudged::kFeedNotLoaded:
    case Unjudged::kReleaseUnknown:
    case Unjudged::kRepositoriesUnknown:
    case Unjudged::kOwnerUnjudged:
      return true;
    case Unjudged::kNoGroup:
    case Unjudged::kUnreadableVersion:
    case Unjudged::kUnfinishedIndex:  // said of the report as a whole
      return false;
  }
  return false;
}

size_t Coverage::judged_packages() const { return Count(judged); }
size_t Coverage::not_judged_packages() const { return Count(not_judged); }

std::vector<Coverage::Kind> Coverage::UnjudgedKinds() const {
  std::set<Kind> kinds;
  for (const NotJudged& group : not_judged) {
    if (ConcernsKind(group.reason)) kinds.insert(group.kind);
  }
  for (const Judged& group : judged) kinds.erase(group.kind);
  return {kinds.begin(), kinds.end()};
}

bool IsFinished(const IndexReport& report) {
  return report.success && report.state == "IndexFinished";
}

}  // namespace claircore::inline v0
