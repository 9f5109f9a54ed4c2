#include "matcher/coverage_builder.h"

#include <algorithm>
#include <cstdint>
#include <iterator>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "matcher/ownership.h"

namespace claircore::matcher {
namespace {

std::string_view SystemOf(const IndexRecord& record) {
  return record.distributions.empty() ? std::string_view() : record.distributions.front()->did;
}

}  // namespace

CoverageBuilder::CoverageBuilder(const CompiledIndex& index, const RepositoryMaps& repositories,
                                 const IndexReport& report, Scratch& scratch)
    : index_(index),
      repositories_(repositories),
      report_(report),
      scratch_(scratch),
      finished_(IsFinished(report)) {
  scratch_.states.clear();
  scratch_.states.reserve(report.packages.size());
  scratch_.owned.clear();
}

void CoverageBuilder::Add(const IndexRecord& record) {
  const Basis& basis = scratch_.basis;
  const bool judged = !basis.sources.empty() && !basis.unreadable;
  const uint32_t group = judged ? Judged(record, basis.sources) : NotJudged(record, WhyNot(record));
  scratch_.states.push_back({group, basis.named});
}

void CoverageBuilder::Defer(const ReportPlace& place) {
  scratch_.states.push_back({kNone, false});
  scratch_.owned.push_back(place);
}

void CoverageBuilder::OrderDeferred() {
  const auto waits_for = [&](const Environment& e) {
    const PackageState* owner = StateOf(e.owner_id);
    return owner != nullptr && owner->group == kNone;
  };
  std::stable_partition(
      scratch_.owned.begin(), scratch_.owned.end(), [&](const ReportPlace& place) {
        return std::none_of(
            place.environments.begin(), place.environments.end(),
            [&](const Environment& e) { return IsOwned(e, place.package->first) && waits_for(e); });
      });
}

bool CoverageBuilder::Answers(const std::string& owner_id, const Package& package) {
  const PackageState* state = StateOf(owner_id);
  if (state == nullptr || state->group == kNone || !groups_[state->group].judged) return false;
  return state->named || IsPackagingOf(report_.packages.find(owner_id)->second, package);
}

void CoverageBuilder::AddOwned(const ReportPlace& place, const IndexRecord& record) {
  scratch_.states[place.number].group = OwnersGroup(record);
}

void CoverageBuilder::AddDeferred(const ReportPlace& place, const IndexRecord& record) {
  const Basis& basis = scratch_.basis;
  PackageState& state = scratch_.states[place.number];
  if (!basis.sources.empty() && !basis.unreadable) {
    state = {Judged(record, basis.sources), basis.named};
    return;
  }
  const auto owned = [&](const Environment& e) { return IsOwned(e, place.package->first); };
  if (!std::all_of(record.environments.begin(), record.environments.end(), owned)) {
    state.group = NotJudged(record, WhyNot(record));
    return;
  }
  // An owner that was judged speaks for it where nobody else does, though its name is a new one.
  const uint32_t group = OwnersGroup(record);
  state.group = group != kNone ? group : NotJudged(record, Unjudged::kOwnerUnjudged);
}

// The group of one that is judged through those that own it: theirs, with its own type. kNone:
// one of them was not judged.
uint32_t CoverageBuilder::OwnersGroup(const IndexRecord& record) {
  std::vector<uint32_t> sources;
  for (const Environment& environment : record.environments) {
    const PackageState* state = StateOf(environment.owner_id);
    if (state == nullptr || state->group == kNone) return kNone;
    if (!groups_[state->group].judged) return kNone;
    const std::vector<uint32_t>& more = groups_[state->group].sources;
    sources.insert(sources.end(), more.begin(), more.end());
  }
  std::sort(sources.begin(), sources.end());
  sources.erase(std::unique(sources.begin(), sources.end()), sources.end());
  return Judged(record, sources);
}

const PackageState* CoverageBuilder::StateOf(const std::string& package_id) {
  if (ids_.empty()) {
    ids_.reserve(report_.packages.size());
    for (const auto& [id, package] : report_.packages) ids_.push_back(&id);
  }
  const auto it =
      std::lower_bound(ids_.begin(), ids_.end(), package_id,
                       [](const std::string* a, const std::string& b) { return *a < b; });
  if (it == ids_.end() || **it != package_id) return nullptr;
  return &scratch_.states[static_cast<size_t>(it - ids_.begin())];
}

uint32_t CoverageBuilder::Judged(const IndexRecord& record, const std::vector<uint32_t>& sources) {
  return Number(record, true, Unjudged::kNoMatcher, sources);
}

uint32_t CoverageBuilder::NotJudged(const IndexRecord& record, Unjudged reason) {
  static const std::vector<uint32_t> none;
  return Number(record, false, reason, none);
}

// Images have a handful of groups, and most packages are of the last one's: only where there are
// many is one looked up.
uint32_t CoverageBuilder::Number(const IndexRecord& record, bool judged, Unjudged reason,
                                 const std::vector<uint32_t>& sources) {
  const std::string_view type = record.package->type;
  const std::string_view system = SystemOf(record);
  const auto same = [&](const Group& group) {  // what is cheap and differs most first
    return group.judged == judged && group.reason == reason && group.sources == sources &&
           group.type == type &&
           ((group.system.data() == system.data() && group.system.size() == system.size()) ||
            group.system == system);
  };
  if (last_ >= groups_.size() || !same(groups_[last_])) {
    const auto few = groups_.begin() + std::min<ptrdiff_t>(std::ssize(groups_), kFew);
    auto it = std::find_if(groups_.begin(), few, same);
    if (it == few) {
      Group group{type, system, judged, reason, sources};
      const auto [known, added] = numbers_.try_emplace(group, groups_.size());
      if (added) groups_.push_back(std::move(group));
      it = groups_.begin() + known->second;
    }
    last_ = static_cast<uint32_t>(it - groups_.begin());
  }
  ++groups_[last_].packages;
  return last_;
}

// Of a record for which no data were found, or whose version no data could be held against.
Unjudged CoverageBuilder::WhyNot(const IndexRecord& record) const {
  const Basis& basis = scratch_.basis;
  if (!basis.sources.empty()) return Unjudged::kUnreadableVersion;
  const std::vector<WantedKey>& keys = scratch_.keys;
  if (keys.empty()) {
    if (!basis.declined.has_value()) return Unjudged::kNoMatcher;
    if (!basis.declined_ns.empty() && !index_.HasFamily(basis.declined_ns)) {
      return Unjudged::kFeedNotLoaded;
    }
    const bool unmapped = *basis.declined == Unjudged::kRepositoriesUnknown &&
                          std::any_of(record.repositories.begin(), record.repositories.end(),
                                      [&](const Repository* r) { return NoData(*r); });
    return unmapped ? Unjudged::kFeedNotLoaded : *basis.declined;
  }
  // Data of the namespace under another scheme are an older feed's, and as good as none.
  const bool release = std::any_of(keys.begin(), keys.end(), [&](const WantedKey& key) {
    return CompiledIndex::Family(key.ns).size() != key.ns.size() && index_.HasFamily(key.ns) &&
           !index_.HasNamespace(key.ns);
  });
  return release ? Unjudged::kReleaseUnknown : Unjudged::kFeedNotLoaded;
}

bool CoverageBuilder::NoData(const Repository& repository) const {
  return std::any_of(repositories_.all().begin(), repositories_.all().end(),
                     [&](const auto& map) { return map->IsMissingFor(repository); });
}

Coverage CoverageBuilder::Finish() {
  // Groups in their order, each with the report's texts; then the ids in that of the report.
  Coverage coverage;
  std::vector<std::vector<std::string>*> lists(groups_.size());
  std::map<std::pair<Coverage::Kind, std::vector<std::string>>, std::vector<uint32_t>> judged;
  std::map<std::pair<Unjudged, Coverage::Kind>, std::vector<uint32_t>> not_judged;
  for (uint32_t i = 0; i < groups_.size(); ++i) {
    const Group& group = groups_[i];
    Coverage::Kind kind{std::string(group.type), std::string(group.system)};
    if (!finished_ || !group.judged) {
      const Unjudged reason = finished_ ? group.reason : Unjudged::kUnfinishedIndex;
      not_judged[{reason, std::move(kind)}].push_back(i);
      continue;
    }
    std::vector<std::string> updaters;
    for (const uint32_t sources : group.sources) {
      const auto some = index_.updaters(sources);
      updaters.insert(updaters.end(), some.begin(), some.end());
    }
    std::sort(updaters.begin(), updaters.end());
    updaters.erase(std::unique(updaters.begin(), updaters.end()), updaters.end());
    judged[{std::move(kind), std::move(updaters)}].push_back(i);
  }
  const auto place = [&](const std::vector<uint32_t>& numbers, std::vector<std::string>& ids) {
    size_t packages = 0;
    for (const uint32_t i : numbers) {
      packages += groups_[i].packages;
      lists[i] = &ids;
    }
    ids.reserve(packages);
  };
  coverage.judged.reserve(judged.size());
  for (auto& [key, numbers] : judged) {
    coverage.judged.push_back({key.first, key.second, {}});
    place(numbers, coverage.judged.back().package_ids);
  }
  coverage.not_judged.reserve(not_judged.size());
  for (auto& [key, numbers] : not_judged) {
    coverage.not_judged.push_back({key.first, key.second, {}});
    place(numbers, coverage.not_judged.back().package_ids);
  }
  const PackageState* state = scratch_.states.data();
  for (const auto& [id, package] : report_.packages) lists[(state++)->group]->push_back(id);
  return coverage;
}

}  // namespace claircore::matcher
