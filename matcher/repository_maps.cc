#include "matcher/repository_maps.h"

#include <algorithm>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "absl/strings/str_cat.h"
#include "absl/strings/str_join.h"
#include "claircore/codec/repository_cpes.h"
#include "claircore/cpe.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "claircore/internal/strings.h"

namespace claircore::matcher {
namespace {

using internal::ToAbsl;

constexpr size_t kNamedRepositories = 5;  // in a problem's message; the others are counted

std::string NoDataOn(size_t packages, const std::set<std::string_view>& repositories) {
  std::string names;
  size_t n = 0;
  for (const std::string_view name : repositories) {
    if (n++ == kNamedRepositories) break;
    absl::StrAppend(&names, names.empty() ? "'" : ", '", ToAbsl(name), "'");
  }
  if (n > kNamedRepositories) {
    absl::StrAppend(&names, " and ", repositories.size() - kNamedRepositories, " more");
  }
  return absl::StrCat("nothing is known of the repositories of ", packages,
                      packages == 1 ? " package: " : " packages: ", names);
}

}  // namespace

struct RepositoryMap::Table {
  std::vector<Repository> repositories;  // sorted, distinct
  internal::HashMap<std::string, std::vector<const Repository*>> by_name;
};

absl::StatusOr<std::shared_ptr<const RepositoryMap>> RepositoryMap::Load(
    const Context& context, VulnerabilityStore& store, const RepositoryMapping& mapping,
    const RepositoryMap* previous) {
  std::shared_ptr<RepositoryMap> map(new RepositoryMap(mapping));
  CLAIRCORE_RETURN_IF_ERROR(map->ReadState(context, store));
  const std::string& ref = map->freshness_.update_ref;
  if (ref.empty()) return map;
  if (previous != nullptr && previous->freshness_.update_ref == ref) {
    map->table_ = previous->table_;
    return map;
  }
  CLAIRCORE_ASSIGN_OR_RETURN(map->table_, map->ReadTable(context, store));
  return map;
}

absl::Status RepositoryMap::ReadState(const Context& context, VulnerabilityStore& store) {
  freshness_.updater = mapping_.updater;
  CLAIRCORE_ASSIGN_OR_RETURN(const std::vector<UpdateOperation> operations,
                             store.ListUpdates(context, mapping_.updater));
  for (const UpdateOperation& operation : operations) {  // the newest first
    if (operation.kind != UpdateKind::kEnrichment) continue;
    freshness_.update_ref = operation.ref;
    freshness_.fingerprint = operation.fingerprint;
    freshness_.date = operation.date;
    break;
  }
  CLAIRCORE_ASSIGN_OR_RETURN(std::vector<UpdaterStatus> statuses, store.ListUpdaterStatus(context));
  for (UpdaterStatus& status : statuses) {
    if (status.updater != mapping_.updater) continue;
    freshness_.checked = status.last_attempt;
    freshness_.last_error = std::move(status.last_error);
  }
  return absl::OkStatus();
}

absl::StatusOr<std::shared_ptr<const RepositoryMap::Table>> RepositoryMap::ReadTable(
    const Context& context, VulnerabilityStore& store) const {
  std::map<std::string, Repository> repositories;  // by CPE as written
  std::map<std::string, std::set<std::string>> names;
  CLAIRCORE_RETURN_IF_ERROR(store.ForEachEnrichment(
      context, mapping_.updater, [&](const EnrichmentRecord& record) -> absl::Status {
        const auto cpes = codec::RepositoryCpesFromJson(record.json);
        if (!cpes.ok()) {
          context.observer().Log(LogLevel::kWarning, absl::StrCat(ToAbsl(mapping_.updater), ": ",
                                                                  cpes.status().ToString()));
          return absl::OkStatus();
        }
        for (const std::string& text : *cpes) {
          const absl::StatusOr<Cpe> cpe = Cpe::Parse(text);
          if (!cpe.ok()) continue;  // its updater has said so already
          Repository& repository = repositories[text];
          repository.name = text;
          repository.key = mapping_.to_key;
          repository.cpe = cpe->ToString();
          for (const std::string& name : record.tags) names[name].insert(text);
        }
        return absl::OkStatus();
      }));
  auto table = std::make_shared<Table>();
  table->repositories.reserve(repositories.size());  // nothing moves from here on
  std::map<std::string_view, const Repository*> places;
  for (auto& [text, repository] : repositories) {
    table->repositories.push_back(std::move(repository));
    places[text] = &table->repositories.back();
  }
  for (const auto& [name, texts] : names) {
    std::vector<const Repository*>& list = table->by_name[name];
    for (const std::string& text : texts) list.push_back(places[text]);
  }
  return table;
}

std::span<const Repository* const> RepositoryMap::Find(const Repository& repository) const {
  if (table_ == nullptr || repository.key != mapping_.from_key) return {};
  const auto it = table_->by_name.find(repository.name);
  if (it == table_->by_name.end()) return {};
  return it->second;
}

void RepositoryMap::Report(VulnerabilityReport& report) const {
  const IndexReport& index = *report.index;
  const bool needed =
      std::any_of(index.distributions.begin(), index.distributions.end(),
                  [&](const auto& entry) { return entry.second.did == mapping_.did; });
  if (!needed) return;
  report.freshness.insert(std::ranges::upper_bound(report.freshness, freshness_), freshness_);
  const auto add = [&](std::string message) {
    Problem& problem = report.match_problems.emplace_back();
    problem.scanner = mapping_.updater;
    problem.code = "NOT_FOUND";
    problem.message = std::move(message);
  };
  if (table_ == nullptr) {
    return add(
        "there are no data: for which products the image's packages are is not known, so that no "
        "advisory can be matched to them");
  }
  size_t packages = 0;
  std::set<std::string_view> unknown;
  for (const auto& [package, environments] : index.environments) {
    bool known = false;
    std::vector<std::string_view> names;
    for (const Environment& environment : environments) {
      for (const std::string& id : environment.repository_ids) {
        const auto it = index.repositories.find(id);
        if (it == index.repositories.end() || it->second.key != mapping_.from_key) continue;
        names.push_back(it->second.name);
        known = known || !Find(it->second).empty();
      }
    }
    if (known || names.empty()) continue;
    ++packages;
    unknown.insert(names.begin(), names.end());
  }
  if (packages > 0) add(NoDataOn(packages, unknown));
}

absl::StatusOr<std::shared_ptr<const RepositoryMaps>> RepositoryMaps::Load(
    const Context& context, VulnerabilityStore& store,
    std::span<const RepositoryMapping* const> mappings, const RepositoryMaps* previous) {
  auto maps = std::make_shared<RepositoryMaps>();
  for (size_t i = 0; i < mappings.size(); ++i) {
    const RepositoryMap* before = previous == nullptr ? nullptr : previous->maps_[i].get();
    CLAIRCORE_ASSIGN_OR_RETURN(auto map, RepositoryMap::Load(context, store, *mappings[i], before));
    maps->maps_.push_back(std::move(map));
  }
  return maps;
}

void RepositoryExtender::Extend(IndexRecord& record) {
  if (maps_.all().empty() || record.repositories.empty()) return;
  if (!std::ranges::equal(record.repositories, scratch_.unmapped)) {
    scratch_.unmapped.assign(record.repositories.begin(), record.repositories.end());
    scratch_.mapped = scratch_.unmapped;
    for (const auto& map : maps_.all()) {
      const size_t begin = scratch_.mapped.size();
      for (const Repository* repository : scratch_.unmapped) {
        const auto found = map->Find(*repository);
        scratch_.mapped.insert(scratch_.mapped.end(), found.begin(), found.end());
      }
      const auto added = scratch_.mapped.begin() + static_cast<ptrdiff_t>(begin);
      std::sort(added, scratch_.mapped.end());  // all of one vector
      scratch_.mapped.erase(std::unique(added, scratch_.mapped.end()), scratch_.mapped.end());
    }
  }
  record.repositories = scratch_.mapped;
}

std::vector<const RepositoryMapping*> MappingsOf(const MatcherSet& matchers) {
  std::map<std::string_view, const RepositoryMapping*> by_updater;
  for (const auto& matcher : matchers) {
    const RepositoryMapping* mapping = matcher->repository_mapping();
    if (mapping != nullptr) by_updater.try_emplace(mapping->updater, mapping);
  }
  std::vector<const RepositoryMapping*> mappings;
  for (const auto& [updater, mapping] : by_updater) mappings.push_back(mapping);
  return mappings;
}

}  // namespace claircore::matcher
