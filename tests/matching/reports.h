#ifndef TESTS_MATCHING_REPORTS_H_
#define TESTS_MATCHING_REPORTS_H_

#include <cstddef>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "claircore/index_report.h"
#include "tests/matching/feeds.h"

namespace claircore::inline v0::testing {

// Makes index reports out of what a set of advisories speaks of: real names at versions that the
// advisories name, as affected or as fixed. Deterministic.
class ReportMaker {
 public:
  explicit ReportMaker(const std::vector<UpdaterAdvisories>& all);

  // An image on one Alpine release with `packages` packages: six in ten have advisories (half of
  // those of Alpine where there are any, else PyPI or npm), the others' names are those of packages
  // of other systems.
  std::shared_ptr<const IndexReport> Make(size_t packages, unsigned seed) const;

 private:
  struct Known {
    std::string name;
    std::vector<std::string> affected, fixed;  // versions
  };

  std::vector<std::pair<std::string, std::vector<Known>>> alpine_;  // by release: "3.10"
  std::vector<Known> pypi_, npm_;
  std::vector<std::string> strangers_;  // names without advisories in these
};

}  // namespace claircore::inline v0::testing

#endif  // TESTS_MATCHING_REPORTS_H_
