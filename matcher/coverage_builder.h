#ifndef MATCHER_COVERAGE_BUILDER_H_
#define MATCHER_COVERAGE_BUILDER_H_

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <tuple>
#include <vector>

#include "claircore/coverage.h"
#include "claircore/index_report.h"
#include "matcher/compiled_index.h"
#include "matcher/repository_maps.h"
#include "matcher/scratch.h"

namespace claircore::matcher {

// Notes of each package of a report on what its verdicts rest: scratch.basis, as the evaluator left
// it. One thread; what it is made with must outlive it.
class CoverageBuilder {
 public:
  CoverageBuilder(const CompiledIndex& index, const RepositoryMaps& repositories,
                  const IndexReport& report, Scratch& scratch);

  // The next package of the report was evaluated.
  void Add(const IndexRecord& record);
  // It waits for its owners, in scratch.owned.
  void Defer(const ReportPlace& place);

  // When all packages were added or deferred: brings those first that wait for no other deferred
  // one.
  void OrderDeferred();
  // Whether that package answers for `package`, which it owns: it was judged, and data speak of it
  // (of one that its system did not build they do not) or it is the packaging of `package`.
  bool Answers(const std::string& owner_id, const Package& package);
  // A package all of whose occurrences belong to others that answer for them.
  void AddOwned(const ReportPlace& place, const IndexRecord& record);
  // One that was evaluated, though occurrences of `record` may have owners: those that do not
  // answer.
  void AddDeferred(const ReportPlace& place, const IndexRecord& record);

  Coverage Finish();

 private:
  struct Group {
    std::string_view type, system;
    bool judged;
    Unjudged reason;
    std::vector<uint32_t> sources;
    uint32_t packages = 0;
    friend bool operator<(const Group& a, const Group& b) {
      return std::tie(a.judged, a.reason, a.type, a.system, a.sources) <
             std::tie(b.judged, b.reason, b.type, b.system, b.sources);
    }
  };
  uint32_t Judged(const IndexRecord& record, const std::vector<uint32_t>& sources);
  uint32_t NotJudged(const IndexRecord& record, Unjudged reason);
  uint32_t Number(const IndexRecord& record, bool judged, Unjudged reason,
                  const std::vector<uint32_t>& sources);
  uint32_t OwnersGroup(const IndexRecord& record);
  Unjudged WhyNot(const IndexRecord& record) const;
  bool NoData(const Repository& repository) const;
  const PackageState* StateOf(const std::string& package_id);

  static constexpr uint32_t kNone = UINT32_MAX;
  static constexpr ptrdiff_t kFew = 8;
  const CompiledIndex& index_;
  const RepositoryMaps& repositories_;
  const IndexReport& report_;
  Scratch& scratch_;
  const bool finished_;
  std::vector<Group> groups_;
  std::map<Group, uint32_t> numbers_;
  uint32_t last_ = kNone;                // the group of the last one
  std::vector<const std::string*> ids_;  // of all packages, once an owner is asked for
};

}  // namespace claircore::matcher

#endif  // MATCHER_COVERAGE_BUILDER_H_
