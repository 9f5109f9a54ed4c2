#include "matcher/record_reader.h"

#include <algorithm>
#include <map>
#include <string>
#include <vector>

namespace claircore::matcher {
namespace {

// Ids are decimal: the shorter one is the smaller number.
bool IdLess(const std::string& a, const std::string& b) {
  return a.size() != b.size() ? a.size() < b.size() : a < b;
}

template <typename T>
void Collect(const std::map<std::string, T>& all, const std::string& id,
             const std::pair<const std::string, T>*& last, std::vector<const T*>& out) {
  if (id.empty()) return;
  if (last == nullptr || last->first != id) {
    const auto it = all.find(id);
    if (it == all.end()) return;  // a report that somebody else wrote: no such thing, no facts
    last = &*it;
  }
  if (out.empty() || out.back() != &last->second) out.push_back(&last->second);
}

template <typename T>
void SortById(std::vector<const T*>& items) {
  if (items.size() < 2) return;
  std::sort(items.begin(), items.end(), [](const T* a, const T* b) {
    if (a->id != b->id) return IdLess(a->id, b->id);
    return a < b;
  });
  items.erase(std::unique(items.begin(), items.end()), items.end());
}

}  // namespace

RecordReader::RecordReader(const IndexReport& report, Scratch& scratch)
    : report_(report),
      scratch_(scratch),
      package_(report.packages.begin()),
      environments_(report.environments.begin()) {}

bool RecordReader::Next(IndexRecord& record) {
  while (package_ != report_.packages.end()) {
    const auto package = package_++;
    if (package_ != report_.packages.end()) {  // on its way while this one is judged
      __builtin_prefetch(&package_->second.name);
      __builtin_prefetch(&package_->second.source);
    }
    // Both maps have the same keys in the same order, in reports that are whole.
    if (environments_ == report_.environments.end() || environments_->first != package->first) {
      environments_ = report_.environments.find(package->first);
      if (environments_ == report_.environments.end()) continue;
    }
    const std::vector<Environment>& environments = (environments_++)->second;
    if (environments_ != report_.environments.end()) {
      __builtin_prefetch(environments_->second.data());
    }
    if (!Fill(environments, record)) continue;
    record.package = &package->second;
    package_id_ = &package->first;
    return true;
  }
  return false;
}

bool RecordReader::Fill(const std::vector<Environment>& environments, IndexRecord& record) {
  const auto owned = [](const Environment& e) { return !e.owner_id.empty(); };
  const auto n = std::count_if(environments.begin(), environments.end(), owned);
  if (n == static_cast<ptrdiff_t>(environments.size())) return false;
  record.environments = environments;
  if (n > 0) {  // the few packages of which some copies are owned
    scratch_.environments.clear();
    std::remove_copy_if(environments.begin(), environments.end(),
                        std::back_inserter(scratch_.environments), owned);
    record.environments = scratch_.environments;
  }
  scratch_.distributions.clear();
  scratch_.repositories.clear();
  for (const Environment& environment : record.environments) {
    Collect(report_.distributions, environment.distribution_id, distribution_,
            scratch_.distributions);
    for (const std::string& id : environment.repository_ids) {
      Collect(report_.repositories, id, repository_, scratch_.repositories);
    }
  }
  SortById(scratch_.distributions);
  SortById(scratch_.repositories);
  record.distributions = scratch_.distributions;
  record.repositories = scratch_.repositories;
  return true;
}

}  // namespace claircore::matcher
