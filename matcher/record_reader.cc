#include "matcher/record_reader.h"

#include <algorithm>
#include <iterator>
#include <map>
#include <string>
#include <vector>

#include "matcher/ownership.h"

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
  if (package_ == report_.packages.end()) return false;
  const auto package = package_++;
  if (package_ != report_.packages.end()) {  // on its way while this one is judged
    __builtin_prefetch(&package_->second.name);
    __builtin_prefetch(&package_->second.source);
  }
  place_.package = &*package;
  place_.environments = {};
  ++place_.number;
  // Both maps have the same keys in the same order, in reports that are whole.
  if (environments_ == report_.environments.end() || environments_->first != package->first) {
    environments_ = report_.environments.find(package->first);
  }
  if (environments_ != report_.environments.end()) {
    place_.environments = (environments_++)->second;
    if (environments_ != report_.environments.end()) {
      __builtin_prefetch(environments_->second.data());
    }
  }
  owned_ = std::any_of(place_.environments.begin(), place_.environments.end(),
                       [&](const Environment& e) { return IsOwned(e, package->first); });
  record.package = &package->second;
  record.environments = place_.environments;
  if (!owned_) Fill(record);
  return true;
}

bool RecordReader::Read(const ReportPlace& place, absl::FunctionRef<bool(const Environment&)> keep,
                        IndexRecord& record) {
  record.package = &place.package->second;
  record.environments = place.environments;
  const auto kept = std::count_if(place.environments.begin(), place.environments.end(), keep);
  if (kept > 0 && kept < std::ssize(place.environments)) {  // few packages have such and such
    scratch_.environments.clear();
    std::copy_if(place.environments.begin(), place.environments.end(),
                 std::back_inserter(scratch_.environments), keep);
    record.environments = scratch_.environments;
  }
  Fill(record);
  return kept > 0;
}

void RecordReader::Fill(IndexRecord& record) {
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
}

}  // namespace claircore::matcher
