#ifndef MATCHER_REPORT_BUILDER_H_
#define MATCHER_REPORT_BUILDER_H_

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/status.h"
#include "claircore/vulnerability_report.h"
#include "matcher/compiled_index.h"
#include "matcher/scratch.h"
#include "matcher/vulnerability_cache.h"

namespace claircore::matcher {

// Gathers the findings of all records of one report and numbers the vulnerabilities. One thread.
class ReportBuilder {
 public:
  // The scratch is the one that the findings come in.
  ReportBuilder(const CompiledIndex& index, Scratch& scratch) : index_(index), scratch_(scratch) {
    scratch_.rows.clear();
  }
  // Takes scratch.findings and what they rest on, of packages in any order. `package_id` must
  // outlive the builder.
  void Add(const std::string& package_id);
  // Fills everything but `index`, `enrichments` and `freshness`. Fails where details are damaged.
  absl::Status Finish(VulnerabilityCache& cache, VulnerabilityReport& report);

 private:
  void Number();
  void FetchNames();

  const CompiledIndex& index_;
  Scratch& scratch_;
  std::vector<Indeterminate> indeterminate_;
  std::map<std::string, std::vector<AssumedName>> assumed_;
};

}  // namespace claircore::matcher

#endif  // MATCHER_REPORT_BUILDER_H_
