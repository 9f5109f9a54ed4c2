#include "matcher/report_builder.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <numeric>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "claircore/internal/status_macros.h"

namespace claircore::matcher {
namespace {

std::string Decimal(uint32_t n) {
  char digits[12];
  const auto end = std::to_chars(digits, digits + sizeof digits, n).ptr;
  return std::string(digits, end);
}

// The number up to `most` whose decimal text follows that of `n`: 1, 10, 100, 101, .. The order of
// the report's map, so that nothing is searched for. 0: there is none.
uint32_t NextAsText(uint32_t n, uint32_t most) {
  if (uint64_t{n} * 10 <= most) return n * 10;
  while (n % 10 == 9 || n == most) n /= 10;
  return n == 0 ? 0 : n + 1;
}

const Segment& SegmentOf(const CompiledIndex& index, uint64_t ref) {
  return index.segment(static_cast<uint32_t>(ref >> 32));
}

}  // namespace

void ReportBuilder::Add(const std::string& package_id) {
  if (!scratch_.basis.assumed.empty()) {
    std::vector<AssumedName>& names = assumed_[package_id];
    names = scratch_.basis.assumed;
    std::sort(names.begin(), names.end());
    names.erase(std::unique(names.begin(), names.end()), names.end());
  }
  for (const Finding& finding : scratch_.findings) {
    if (finding.outcome != Outcome::kIndeterminate) {
      scratch_.rows.push_back(
          {&package_id, finding.ref(), finding.fix, finding.outcome == Outcome::kHit});
      continue;
    }
    const Segment& segment = index_.segment(finding.rank);
    indeterminate_.push_back({package_id, segment.meta().updater,
                              std::string(segment.name(segment.statement(finding.statement))),
                              scratch_.reasons[finding.reason]});
  }
}

void ReportBuilder::FetchNames() {
  for (NumberedRef& one : scratch_.numbered) {
    const Segment& segment = SegmentOf(index_, one.ref);
    one.name = segment.name(segment.statement(static_cast<uint32_t>(one.ref)));
  }
}

// By ref and fix, with the place of each in the order of the report. Within a segment that order is
// the statements' own; segments are in the order of their updaters.
void ReportBuilder::Number() {
  std::vector<NumberedRef>& all = scratch_.numbered;
  all.clear();
  for (const ReportRow& row : scratch_.rows) all.push_back({row.ref, row.fix, {}, 0});
  std::sort(all.begin(), all.end());
  all.erase(std::unique(all.begin(), all.end(),
                        [](const NumberedRef& a, const NumberedRef& b) {
                          return a.ref == b.ref && a.fix == b.fix;
                        }),
            all.end());
  std::vector<uint32_t>& order = scratch_.order;
  order.resize(all.size());
  std::iota(order.begin(), order.end(), 0);
  // Each segment's run is in order already: only runs are merged, and names of one segment alone
  // are not looked at.
  for (size_t run = 0, end = 0; run < all.size(); run = end) {
    end = run + 1;
    while (end < all.size() && all[end].ref >> 32 == all[run].ref >> 32) ++end;
    if (run == 0) {
      if (end == all.size()) break;
      FetchNames();
    }
    std::inplace_merge(order.begin(), order.begin() + static_cast<ptrdiff_t>(run),
                       order.begin() + static_cast<ptrdiff_t>(end),
                       [&](uint32_t a, uint32_t b) { return all[a].name < all[b].name; });
  }
  for (uint32_t i = 0; i < order.size(); ++i) all[order[i]].number = i + 1;
}

absl::Status ReportBuilder::Finish(VulnerabilityCache& cache, VulnerabilityReport& report) {
  Number();
  const std::vector<NumberedRef>& all = scratch_.numbered;
  const std::vector<ReportRow>& rows = scratch_.rows;
  std::vector<std::shared_ptr<const Vulnerability>> found(all.size() + 1);
  for (const NumberedRef& one : all) {
    CLAIRCORE_ASSIGN_OR_RETURN(found[one.number],
                               cache.Get(SegmentOf(index_, one.ref), static_cast<uint32_t>(one.ref),
                                         one.fix, scratch_.cold));
  }
  const auto most = static_cast<uint32_t>(all.size());
  for (uint32_t i = most == 0 ? 0 : 1; i != 0; i = NextAsText(i, most)) {
    report.vulnerabilities.emplace_hint(report.vulnerabilities.end(), Decimal(i),
                                        std::move(found[i]));
  }
  const auto by_package = [](const ReportRow& a, const ReportRow& b) {
    return a.package_id != b.package_id && *a.package_id < *b.package_id;
  };
  // As they are but for packages that waited for their owners.
  if (!scratch_.owned.empty())
    std::stable_sort(scratch_.rows.begin(), scratch_.rows.end(), by_package);
  std::vector<uint32_t> numbers[2];  // of one package: what does not affect it, what does
  for (size_t i = 0; i < rows.size();) {
    const std::string* const package_id = rows[i].package_id;
    for (; i < rows.size() && rows[i].package_id == package_id; ++i) {
      const auto it =
          std::lower_bound(all.begin(), all.end(), NumberedRef{rows[i].ref, rows[i].fix, {}, 0});
      numbers[rows[i].hit].push_back(it->number);
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
  report.assumed_names = std::move(assumed_);
  return absl::OkStatus();
}

}  // namespace claircore::matcher
