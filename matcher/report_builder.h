#ifndef MATCHER_REPORT_BUILDER_H_
#define MATCHER_REPORT_BUILDER_H_

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "claircore/context.h"
#include "claircore/vulnerability_report.h"
#include "matcher/compiled_index.h"
#include "matcher/scratch.h"
#include "matcher/vulnerability_cache.h"

namespace claircore::matcher {

// Gathers the findings of all records of one report and numbers the vulnerabilities. One thread.
class ReportBuilder {
 public:
  explicit ReportBuilder(const CompiledIndex& index) : index_(index) {}
  // `package_id` must outlive the builder.
  void Add(const std::string& package_id, const Scratch& scratch);
  // Fills everything but `index`, `enrichments` and `freshness`.
  void Finish(const Context& context, VulnerabilityCache& cache, ColdScratch& cold,
              VulnerabilityReport& report);

 private:
  struct Row {
    const std::string* package_id;
    uint64_t ref;
    bool hit;  // else a statement that it is not affected
  };
  struct Numbered {
    uint64_t ref;
    std::string_view name;
    uint32_t number;
  };
  std::vector<Numbered> Number() const;

  const CompiledIndex& index_;
  std::vector<Row> rows_;  // package by package
  std::vector<Indeterminate> indeterminate_;
};

}  // namespace claircore::matcher

#endif  // MATCHER_REPORT_BUILDER_H_
