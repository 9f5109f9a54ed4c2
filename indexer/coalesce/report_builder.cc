#include "indexer/coalesce/report_builder.h"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <tuple>
#include <utility>
#include <vector>

#include "absl/status/status.h"
#include "absl/strings/str_cat.h"
#include "claircore/internal/hash_map.h"
#include "claircore/internal/status_macros.h"
#include "indexer/checked_sort.h"

namespace claircore::internal {
namespace {

constexpr size_t kCheckEvery = 1024;  // packages, between two looks at the context

// Numbers of what was added, by the id it had in its report.
using Numbers = HashMap<std::string, size_t>;

absl::Status NoSuchId(const char* what, const std::string& id) {
  return absl::InternalError(
      absl::StrCat("an environment names ", what, " \"", id, "\", which the report does not have"));
}

template <typename T>
std::vector<std::string> Renumber(const std::map<T, size_t>& values,
                                  std::map<std::string, T>& into) {
  std::vector<std::string> ids(values.size());
  for (const auto& [value, number] : values) {
    ids[number] = absl::StrCat(into.size() + 1);
    into.emplace(ids[number], value).first->second.id = ids[number];
  }
  return ids;
}

// By place, then by who says so; an environment without a distribution before those with one.
auto PlaceKey(const Environment& e) {
  return std::tie(e.filepath, e.package_db, e.introduced_in, e.repository_hint);
}

bool EnvironmentLess(const Environment& a, const Environment& b) {
  if (PlaceKey(a) != PlaceKey(b)) return PlaceKey(a) < PlaceKey(b);
  const auto key = [](const Environment& e) {
    return std::make_tuple(e.distribution_id.size(), std::cref(e.distribution_id),
                           std::cref(e.repository_ids), e.owner_id.size(), std::cref(e.owner_id));
  };
  return key(a) < key(b);
}

// One place is one environment, unless two distributions are claimed for it.
std::vector<Environment> Unify(std::vector<Environment> sorted) {
  std::vector<Environment> unified;
  for (Environment& e : sorted) {
    if (!unified.empty() && PlaceKey(unified.back()) == PlaceKey(e) &&
        (unified.back().distribution_id.empty() ||
         unified.back().distribution_id == e.distribution_id)) {
      Environment& last = unified.back();
      last.distribution_id = e.distribution_id;
      if (last.owner_id.empty()) last.owner_id = e.owner_id;
      last.repository_ids.insert(last.repository_ids.end(), e.repository_ids.begin(),
                                 e.repository_ids.end());
    } else {
      unified.push_back(std::move(e));
    }
  }
  for (Environment& e : unified) {
    std::sort(e.repository_ids.begin(), e.repository_ids.end());
    e.repository_ids.erase(std::unique(e.repository_ids.begin(), e.repository_ids.end()),
                           e.repository_ids.end());
  }
  return unified;
}

}  // namespace

size_t ReportBuilder::Add(Package package) {
  package.id.clear();
  package.package_db.clear();
  package.filepath.clear();
  package.repository_hint.clear();
  const auto [it, is_new] = packages_.try_emplace(std::move(package));
  if (is_new) {
    it->second.number = entries_.size();
    entries_.push_back(&it->second);
    return it->second.number;
  }
  Entry& entry = it->second;
  // try_emplace() leaves its argument alone when the key is there.
  if (package.detector < (entry.detector == nullptr ? it->first.detector : *entry.detector)) {
    entry.detector = std::make_unique<Detector>(std::move(package.detector));
  }
  return entry.number;
}

size_t ReportBuilder::Add(Distribution distribution) {
  distribution.id.clear();
  return distributions_.try_emplace(std::move(distribution), distributions_.size()).first->second;
}

size_t ReportBuilder::Add(Repository repository) {
  repository.id.clear();
  return repositories_.try_emplace(std::move(repository), repositories_.size()).first->second;
}

void ReportBuilder::Add(size_t package, Occurrence occurrence) {
  entries_[package]->occurrences.push_back(std::move(occurrence));
}

absl::Status ReportBuilder::Add(IndexReport report,
                                const std::optional<Repository>& default_repository) {
  Numbers packages, distributions, repositories;
  size_t seen = 0;
  while (!report.packages.empty()) {
    if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    auto node = report.packages.extract(report.packages.begin());
    packages[node.key()] = Add(std::move(node.mapped()));
  }
  for (const auto& [id, value] : report.distributions) distributions[id] = Add(value);
  for (const auto& [id, value] : report.repositories) repositories[id] = Add(value);
  problems_.insert(problems_.end(), std::make_move_iterator(report.problems.begin()),
                   std::make_move_iterator(report.problems.end()));
  std::optional<size_t> default_number;
  // As in Clair, a report names a registry only when something may have come from there.
  if (default_repository.has_value() && !packages.empty()) {
    default_number = Add(*default_repository);
  }

  while (!report.environments.empty()) {
    if (seen++ % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    const auto node = report.environments.extract(report.environments.begin());
    const std::string& id = node.key();
    const auto package = packages.find(id);
    if (package == packages.end()) return NoSuchId("package", id);
    for (Environment& environment : node.mapped()) {
      Occurrence occurrence{{}, std::nullopt, {}, std::nullopt};
      if (!environment.distribution_id.empty()) {
        const auto it = distributions.find(environment.distribution_id);
        if (it == distributions.end()) return NoSuchId("distribution", environment.distribution_id);
        occurrence.distribution = it->second;
      }
      for (const std::string& repository : environment.repository_ids) {
        const auto it = repositories.find(repository);
        if (it == repositories.end()) return NoSuchId("repository", repository);
        occurrence.repositories.push_back(it->second);
      }
      if (!environment.owner_id.empty()) {
        const auto it = packages.find(environment.owner_id);
        if (it == packages.end()) return NoSuchId("owner", environment.owner_id);
        occurrence.owner = it->second;
      }
      if (default_number.has_value()) occurrence.repositories.push_back(*default_number);
      occurrence.place = std::move(environment);
      Add(package->second, std::move(occurrence));
    }
  }
  return absl::OkStatus();
}

absl::StatusOr<IndexReport> ReportBuilder::Finish() && {
  IndexReport report;
  const std::vector<std::string> distributions = Renumber(distributions_, report.distributions);
  const std::vector<std::string> repositories = Renumber(repositories_, report.repositories);
  std::vector<std::string> ids(entries_.size());  // "" of a package that is dropped
  size_t next = 1;
  for (const auto& [package, entry] : packages_) {
    if (!entry.occurrences.empty()) ids[entry.number] = absl::StrCat(next++);
  }
  for (size_t seen = 0; !packages_.empty(); ++seen) {
    if (seen % kCheckEvery == 0) CLAIRCORE_RETURN_IF_ERROR(context_.Check());
    auto node = packages_.extract(packages_.begin());
    Entry& entry = node.mapped();
    const std::string& id = ids[entry.number];
    if (id.empty()) continue;
    std::vector<Environment> environments;
    environments.reserve(entry.occurrences.size());
    for (Occurrence& occurrence : entry.occurrences) {
      Environment e = std::move(occurrence.place);
      e.distribution_id = occurrence.distribution ? distributions[*occurrence.distribution] : "";
      e.owner_id = occurrence.owner ? ids[*occurrence.owner] : "";
      e.repository_ids.clear();
      for (size_t number : occurrence.repositories)
        e.repository_ids.push_back(repositories[number]);
      environments.push_back(std::move(e));
    }
    std::sort(environments.begin(), environments.end(), EnvironmentLess);
    Package& package = report.packages.emplace(id, std::move(node.key())).first->second;
    package.id = id;
    if (entry.detector != nullptr) package.detector = std::move(*entry.detector);
    report.environments.emplace(id, Unify(std::move(environments)));
  }
  CLAIRCORE_RETURN_IF_ERROR(CheckedSort(context_, problems_, std::less<>()));
  problems_.erase(std::unique(problems_.begin(), problems_.end()), problems_.end());
  report.problems = std::move(problems_);
  return report;
}

}  // namespace claircore::internal
