#ifndef EXAMPLES_CLAIRSCAN_IGNORE_H_
#define EXAMPLES_CLAIRSCAN_IGNORE_H_

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "absl/status/statusor.h"
#include "claircore/package.h"
#include "claircore/vulnerability.h"

namespace clairscan {

// Findings that somebody has decided to live with. One rule a line:
//
//   ID [PACKAGE] [exp:YYYY-MM-DD] [# why]
//
// ID is an advisory's name or one of its aliases. Upper and lower case are the same, and so are the
// spellings of a Python package's name. A rule ends with the day it expires on.
class IgnoreList {
 public:
  // INVALID_ARGUMENT names the line. A byte order mark before the first line is none of it.
  static absl::StatusOr<IgnoreList> Parse(std::string_view text);
  // NOT_FOUND, or as Parse(), with the path.
  static absl::StatusOr<IgnoreList> Load(const std::string& path);

  // Notes which rules did. A look-up for each name of the vulnerability, however many rules.
  bool Covers(const claircore::Vulnerability& vulnerability, const claircore::Package& package,
              std::chrono::sys_days today);
  // The rules that covered nothing so far, in their order, each as its line and why: what they
  // were written for is gone, mistyped, or no longer accepted.
  std::vector<std::string> Idle(std::chrono::sys_days today) const;
  size_t size() const { return rules_.size(); }

 private:
  struct Rule {
    int line = 0;
    std::string id;
    std::string package;  // empty: any
    std::optional<std::chrono::sys_days> expires;
    bool hit = false;
  };
  bool Applies(Rule& rule, const claircore::Package& package, std::chrono::sys_days today);

  std::vector<Rule> rules_;
  std::map<std::string, std::vector<size_t>, std::less<>> by_id_;  // in lower case
};

}  // namespace clairscan

#endif  // EXAMPLES_CLAIRSCAN_IGNORE_H_
