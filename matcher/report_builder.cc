#include "matcher/report_builder.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace claircore::matcher {
namespace {

std::string Decimal(uint32_t n) {
  char digits[12];
  const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
  return std::string(digits, end);
}

const Segment& SegmentOf(const CompiledIndex& index, uint64_t ref) {
  return index.segment(static_cast<uint32_t>(ref >> 32));
}

}  // namespace

void ReportBuilder::Add(const std::string& package_id, const Scratch& scratch) {
  for (const Finding& finding : scratch.findings) {
    if (finding.outcome != Outcome::kIndeterminate) {
      rows_.push_back({&package_id, finding.ref(), finding.outcome == Outcome::kHit});
      continue;
    }
    const Segment& segment = index_.segment(finding.rank);
    indeterminate_.push_back({package_id, segment.meta().updater,
                              std::string(segment.name(segment.statements()[finding.statement])),
                              scratch.reasons[finding.reason]});
  }
}

// By ref, with the place of each in the order of the report. Within a segment that order is the
// statements' own; segments are in the order of their updaters.
std::vector<ReportBuilder::Numbered> ReportBuilder::Number() const {
  std::vector<Numbered> all;
  all.reserve(rows_.size());
  for (const Row& row : rows_) all.push_back({row.ref, {}, 0});
  const auto by_ref = [](const Numbered& a, const Numbered& b) { return a.ref < b.ref; };
  std::sort(all.begin(), all.end(), by_ref);
  all.erase(std::unique(all.begin(), all.end(),
                        [](const Numbered& a, const Numbered& b) { return a.ref == b.ref; }),
            all.end());
  std::vector<uint32_t> order(all.size());
  for (uint32_t i = 0; i < all.size(); ++i) {
    const Segment& segment = SegmentOf(index_, all[i].ref);
    all[i].name = segment.name(segment.statements()[static_cast<uint32_t>(all[i].ref)]);
    order[i] = i;
  }
  std::sort(order.begin(), order.end(), [&](uint32_t a, uint32_t b) {
    const int names = all[a].name.compare(all[b].name);
    return names != 0 ? names < 0 : a < b;
  });
  for (uint32_t i = 0; i < order.size(); ++i) all[order[i]].number = i + 1;
  return all;
}

void ReportBuilder::Finish(const Context& context, VulnerabilityCache& cache, ColdScratch& cold,
                           VulnerabilityReport& report) {
  const std::vector<Numbered> all = Number();
  for (const Numbered& one : all) {
    const std::shared_ptr<const Vulnerability> found =
        cache.Get(context, SegmentOf(index_, one.ref), static_cast<uint32_t>(one.ref), cold);
    report.vulnerabilities.emplace(Decimal(one.number), found);
  }
  std::vector<uint32_t> numbers[2];  // of one package: what does not affect it, what does
  for (size_t i = 0; i < rows_.size();) {
    const std::string* const package_id = rows_[i].package_id;
    for (; i < rows_.size() && rows_[i].package_id == package_id; ++i) {
      const auto it = std::lower_bound(all.begin(), all.end(), rows_[i].ref,
                                       [](const Numbered& n, uint64_t ref) { return n.ref < ref; });
      numbers[rows_[i].hit].push_back(it->number);
    }
    for (const bool hit : {false, true}) {
      std::vector<uint32_t>& list = numbers[hit];
      if (list.empty()) continue;
      std::sort(list.begin(), list.end());
      auto& lists = hit ? report.package_vulnerabilities : report.package_not_vulnerable;
      // Packages come in the order of the map.
      std::vector<std::string>& ids =
          lists.emplace_hint(lists.end(), *package_id, std::vector<std::string>())->second;
      ids.reserve(list.size());
      for (const uint32_t number : list) ids.push_back(Decimal(number));
      list.clear();
    }
  }
  std::sort(indeterminate_.begin(), indeterminate_.end());
  indeterminate_.erase(std::unique(indeterminate_.begin(), indeterminate_.end()),
                       indeterminate_.end());
  report.indeterminate = std::move(indeterminate_);
}

}  // namespace claircore::matcher
