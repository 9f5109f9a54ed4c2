#ifndef EXAMPLES_CLAIRSCAN_COVERAGE_H_
#define EXAMPLES_CLAIRSCAN_COVERAGE_H_

#include <string>
#include <vector>

#include "claircore/coverage.h"
#include "claircore/vulnerability_report.h"

namespace clairscan {

// For people, in one line: "214 packages: 198 judged; 16 not: 12 of Kali GNU/Linux, no data; 4 jars
// without a group".
std::string CoverageLine(const claircore::VulnerabilityReport& report);

// What a CI job asks for.
struct VerdictRules {
  // Every kind of packages must have had somebody to judge it: --fail-on.
  bool kinds = false;
  // Every single package must have been judged: --fail-on-unjudged.
  bool packages = false;
  // What may go unjudged nevertheless: --allow-unjudged. Names are types and systems, in any case.
  bool allow_all = false;
  std::vector<std::string> allowed;

  bool Allows(const claircore::Coverage::Kind& kind) const;
};

// Why `report` is no verdict, a sentence each; empty: it is one. A report that is no finished index
// never is.
std::vector<std::string> WhyNoVerdict(const claircore::VulnerabilityReport& report,
                                      const VerdictRules& rules);

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_COVERAGE_H_
